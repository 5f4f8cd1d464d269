// The senders of hostile requests: vendors' deliveries and SCIM calls, spoilt, with what each reply must not be.
import { createHash } from 'node:crypto';
import { eventId } from '../../../shared/core/inbox.ts';
import { normalised } from '../../sources/world.ts';
import { delivery, hookSecret, hooks, type SignedWorld, scimReads, scimRequest, scimWrites } from './exchanges.ts';
import { MARK, type Mutation, mutations, pick, type Random, rareMutations, spoilBody } from './mutations.ts';
import { isProven } from './proof.ts';
import type { WireReply, WireRequest } from './wire.ts';

export interface Shot {
  readonly how: string;
  readonly sent: WireRequest;
  /** Whether it may be taken; else it must be refused. */
  readonly isProven: boolean;
  /** Ids of the events that a success acknowledges. */
  acknowledged(reply: WireReply): readonly string[];
  /** Somebody who may has changed a user, or tried to. */
  readonly writes?: true;
}

export interface Field {
  readonly data: string;
  readonly token: string;
  readonly random: Random;
}

const HOUR = 3_600_000;
const plain = Object.entries(mutations);
const rare = Object.entries(rareMutations);

function anyMutation(random: Random): readonly [string, Mutation] {
  return random() < 0.004 ? pick(rare, random) : pick(plain, random);
}

/** Once each, as it was recorded. */
export function validShots(field: Pick<Field, 'data'>): readonly Shot[] {
  return hooks.flatMap((signed) =>
    signed.bodies.map((body) => {
      const sent = delivery(signed, body, { secret: hookSecret(field.data, signed.name), now: Date.now() });
      return { how: `${signed.name} as recorded`, sent, isProven: true, acknowledged: acknowledgedBy(signed, sent) };
    }),
  );
}

/** A delivery spoilt on the way, by a stranger, or by somebody who holds the secret. */
export function hookShot({ data, random }: Field): Shot {
  const signed = pick(hooks, random);
  const secret = hookSecret(data, signed.name);
  const body = pick(signed.bodies, random);
  const kind = random();
  const now = Date.now();
  if (kind < 0.04) {
    const spoilt = delivery(signed, body, { secret, now });
    const sent = delivery(signed, spoilBody(spoilt, random).body.toString('utf8'), { secret, now });
    return {
      how: `${signed.name}: signed and spoilt`,
      sent,
      isProven: true,
      acknowledged: acknowledgedBy(signed, sent),
    };
  }
  if (kind < 0.12) return strangersShot(signed, { body, secret, random });
  const valid = delivery(signed, body, { secret, now });
  const [name, mutation] = anyMutation(random);
  const sent = mutation(valid, random);
  const proof = { headers: signed.proof, signsBody: signed.signsBody };
  return {
    how: `${signed.name}: ${name}`,
    sent,
    isProven: isProven(valid, sent, proof),
    acknowledged: acknowledgedBy(signed, sent),
  };
}

function strangersShot(
  signed: SignedWorld,
  { body, secret, random }: { readonly body: string; readonly secret: string; readonly random: Random },
): Shot {
  const now = Date.now();
  const { next, foreign } = signed.world.secrets;
  const shots = [
    delivery(signed, body, { secret: foreign.sign, now }),
    delivery(signed, body, { secret: next.sign, now }),
    // A static secret has no age.
    delivery(signed, body, signed.signsBody ? { secret, now: now - HOUR } : { secret: `${secret}x`, now }),
    delivery(signed, body, signed.signsBody ? { secret, now: now + HOUR } : { secret: secret.slice(1), now }),
  ];
  return {
    how: `${signed.name}: another key or age`,
    sent: pick(shots, random),
    isProven: false,
    acknowledged: () => [],
  };
}

/** By the reply's own words; a vendor that wants an empty reply leaves it to the body that was sent. */
function acknowledgedBy({ name, world }: SignedWorld, { body, method, headers }: WireRequest) {
  return ({ status, text }: WireReply): readonly string[] => {
    if (status < 200 || status > 299 || method !== 'POST') return [];
    const told = text.slice(text.indexOf('\r\n\r\n') + 4);
    if (told !== '') return (JSON.parse(told) as { events: string[] }).events;
    const answer = normalised(world, { method, headers: Object.fromEntries(headers), body });
    return answer.kind === 'events' ? answer.events.map((event) => eventId(name, event)) : [];
  };
}

/** A SCIM call about the user `id`: by a stranger, spoilt, or a recorded write whose body is spoilt. */
export function scimShot({ token, random }: Field, id: string): Shot {
  const kind = random();
  const step = kind < 0.75 ? pick(scimReads, random) : pick(scimWrites, random);
  const valid = scimRequest(step, { id, token });
  const proof = { headers: ['authorization'], signsBody: false };
  const acknowledged = () => [];
  if (kind < 0.4) {
    const wrong = pick(
      ['', MARK, token.slice(1), `${token}=`, createHash('sha256').update(token).digest('hex')],
      random,
    );
    const sent = anyMutation(random)[1](
      scimRequest(pick([step, pick(scimWrites, random)], random), { id, token: wrong }),
      random,
    );
    return { how: 'scim: another token', sent, isProven: false, acknowledged };
  }
  const [name, mutation] = kind < 0.75 || random() < 0.5 ? anyMutation(random) : (['spoilt body', spoilBody] as const);
  const sent = mutation(valid, random);
  const writes = sent.method === 'GET' ? {} : ({ writes: true } as const);
  return { how: `scim: ${name}`, sent, isProven: samePlaceOrAnother(valid, sent, proof), acknowledged, ...writes };
}

/** A token is good for every path of its endpoint. */
function samePlaceOrAnother(
  valid: WireRequest,
  sent: WireRequest,
  proof: { headers: string[]; signsBody: boolean },
): boolean {
  return isProven(valid, { ...sent, path: valid.path }, proof);
}
