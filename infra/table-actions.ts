// Which DynamoDB actions each function really needs: what deployed functions were seen to call (test/infra/emulated), and the few that only
// trouble needs. Whoever adds a call to a step adds it here; the test on an emulated account finds what is missing and what is too much.

/** By function and thing. A function that is not here gets what its line in the topology allows. */
export const tableActions: {
  readonly [name: string]: { readonly [thing: string]: readonly string[] };
} = {
  webhook: { 'table state': ['PutItem'], 'table keys': ['GetItem', 'PutItem'] },
  scim: {
    'table state': ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query'],
    'table keys': ['GetItem', 'PutItem'],
  },
  decide: {
    'table state': ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem'],
    'table audit': ['PutItem'],
    'table keys': ['GetItem', 'PutItem'],
  },
  apply: { 'table state': ['DeleteItem', 'GetItem', 'PutItem'], 'table audit': ['PutItem'] },
  pump: { 'table state': ['DeleteItem', 'GetItem', 'PutItem', 'Query'], 'table audit': ['PutItem'] },
  verify: { 'table state': ['DeleteItem', 'GetItem', 'PutItem'], 'table audit': ['PutItem'] },
  sweep: {
    'table state': ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan'],
    'index due': ['Query'],
    'table audit': ['PutItem'],
    'table keys': ['GetItem', 'PutItem'],
  },
  seal: {
    'table state': ['DeleteItem', 'GetItem', 'PutItem', 'Query'],
    'table audit': ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'Scan'],
    'index minute': ['Query'],
  },
  rotate: {
    'table state': ['DeleteItem', 'GetItem', 'PutItem', 'Query'],
    'table audit': ['GetItem', 'PutItem'],
  },
  reconcile: {
    'table state': ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan'],
    'table audit': ['PutItem'],
    'table keys': ['GetItem', 'PutItem'],
  },
  census: { 'table state': ['GetItem', 'PutItem', 'Scan'] },
  operator: {
    'table state': ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan'],
    'table audit': ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
    'table keys': ['GetItem', 'PutItem'],
  },
};
