// Deliveries as a vendor sends them: made by the laptop's door from the vendor's records, posted to the real webhook.
import { laptopOf } from '../../../operator/client.ts';
import type { Wanted } from '../occasions.ts';
import type { Stage } from './stage.ts';

export interface Delivery {
  readonly person: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** What HR would have typed becomes a signed delivery, not sent yet. */
export async function prepare({ company, as }: Stage, wanted: Wanted): Promise<Delivery> {
  const response = await fetch(`${laptopOf({ data: company.folder, as: 'alpha' }).door}/occasions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as('alpha').token}` },
    body: JSON.stringify(wanted),
  });
  if (!response.ok) throw new Error(`the laptop's door answers ${response.status}`);
  return (await response.json()) as Delivery;
}

/** Posts a delivery as it is; answers the status. What is acknowledged is remembered. */
export async function post({ company, acknowledged }: Stage, { path, headers, body }: Delivery): Promise<number> {
  const response = await fetch(`${company.url}${path}`, { method: 'POST', headers, body });
  const answer = await response.text();
  if (response.ok) for (const event of eventsOf(answer)) acknowledged.add(event);
  return response.status;
}

/** Prepares and posts. Throws when the door says no. */
export async function send(stage: Stage, wanted: Wanted): Promise<Delivery> {
  const delivery = await prepare(stage, wanted);
  const status = await post(stage, delivery);
  if (status >= 300) throw new Error(`${wanted.what} from ${wanted.source} was answered ${status}`);
  return delivery;
}

function eventsOf(answer: string): readonly string[] {
  return answer === '' ? [] : ((JSON.parse(answer) as { events?: readonly string[] }).events ?? []);
}
