{
    'name': 'Lint scope',
    'version': '19.0.1.0.0',
    'summary': "Narrows Odoo's test_lint to one addon (loaded by make lint only, never installed)",
    'author': 'Dealer Insurance contributors',
    'license': 'AGPL-3',
    'depends': ['base'],
}
