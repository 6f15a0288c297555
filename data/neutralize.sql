-- A copy for tests must neither reach an insurer nor hold the keys to one.
DELETE FROM ir_attachment
 USING certificate_certificate AS certificate
  JOIN insurance_connection AS connection ON connection.bipro_certificate_id = certificate.id
 WHERE (res_model = 'certificate.certificate' AND res_id = certificate.id)
    OR (res_model = 'certificate.key' AND res_id = certificate.private_key_id);
UPDATE certificate_key AS key
   SET password = NULL
  FROM certificate_certificate AS certificate
  JOIN insurance_connection AS connection ON connection.bipro_certificate_id = certificate.id
 WHERE key.id = certificate.private_key_id;
UPDATE certificate_certificate AS certificate
   SET pkcs12_password = NULL
  FROM insurance_connection AS connection
 WHERE connection.bipro_certificate_id = certificate.id;
UPDATE insurance_connection
   SET environment = 'test', state = 'draft', covercheck_check_id = NULL,
       wertgarantie_user = NULL, wertgarantie_password = NULL,
       bipro_user = NULL, bipro_password = NULL, bipro_ticket = NULL, bipro_certificate_id = NULL,
       bipro_refused = NULL;
DELETE FROM insurance_session;
