// The body of every refusal (RFC 9457): a status and its fixed title, never anything that came in.
import type { RawReply } from '../ports/source.ts';

const titles = {
  400: 'Not understood',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Refused',
  413: 'Too large',
  500: 'Internal error',
  503: 'Unavailable, try again',
} as const;

/** An `application/problem+json` reply. `detail` is one of our own sentences. */
export function problem(
  status: keyof typeof titles,
  { detail, headers }: { readonly detail?: string; readonly headers?: { readonly [name: string]: string } } = {},
): RawReply {
  const body = { type: 'about:blank', title: titles[status], status, ...(detail !== undefined && { detail }) };
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(body),
  };
}
