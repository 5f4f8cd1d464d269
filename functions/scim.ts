// What identity providers call: the SCIM 2.0 server.
import { http } from '../shared/lambda/http.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { scim } from '../shared/steps/scim.ts';
import { wired } from '../shared/wire.ts';

const serve = traced('scim', wired(scim));

export const handler = http(({ parameters: { source = '', path = '' }, query, origin, request }) =>
  serve({ ...request, source, path, query, base: `${origin}/scim/${source}/v2` }),
);
