// A call to an AWS service for which no client is installed, signed with Signature Version 4 (AWS General Reference).
import { createHash, createHmac } from 'node:crypto';
import { request as send } from 'node:https';

export interface SignedCall {
  readonly endpoint: string;
  /** PEM that vouches for the endpoint. */
  readonly ca: string;
  readonly service: string;
  readonly path: string;
  readonly body: string;
  readonly headers?: { readonly [name: string]: string };
}

const REGION = 'us-east-1';
const KEY = { id: 'test', secret: 'test' };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** POST; answers status and text. */
export function signedCall(call: SignedCall): Promise<{ readonly status: number; readonly text: string }> {
  const { endpoint, ca, path, body } = call;
  return new Promise((resolve, reject) => {
    const asked = send(`${endpoint}${path}`, { method: 'POST', ca, headers: signed(call) }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve({ status: answer.statusCode ?? 0, text });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

function signed({ endpoint, service, path, body, headers: given = {} }: SignedCall) {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers: { readonly [name: string]: string } = { ...given, host: new URL(endpoint).host, 'x-amz-date': stamp };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const request = ['POST', path, '', lines, names.join(';'), sha256(body)].join('\n');
  const scope = `${stamp.slice(0, 8)}/${REGION}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(request)].join('\n');
  const key = [stamp.slice(0, 8), REGION, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${KEY.secret}`);
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${KEY.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
}
