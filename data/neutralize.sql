-- A copy for tests must neither reach an insurer nor hold the keys to one.
UPDATE insurance_connection
   SET environment = 'test', state = 'draft', covercheck_check_id = NULL,
       wertgarantie_user = NULL, wertgarantie_password = NULL,
       bipro_user = NULL, bipro_password = NULL, bipro_ticket = NULL, bipro_certificate_id = NULL;
DELETE FROM insurance_session;
