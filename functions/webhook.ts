// What vendors call: one delivery, taken in.
import { http } from '../shared/lambda/http.ts';
import { traced } from '../shared/lambda/tracing.ts';
import { accept } from '../shared/steps/accept.ts';
import { wired } from '../shared/wire.ts';

const take = traced('webhook', wired(accept));

export const handler = http(({ parameters, request }) => take({ source: parameters.source ?? '', request }));
