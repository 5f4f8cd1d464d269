// Which DynamoDB actions each function really needs: what was recorded of deployed functions (test/infra), no more.

/** By function and thing. A function that is not here gets what its line in the topology allows. */
export const tableActions: {
  readonly [name: string]: { readonly [thing: string]: readonly string[] };
} = {};
