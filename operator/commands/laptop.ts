// Commands that only a laptop has: sending what a vendor would send, and where everything is.
import { join } from 'node:path';
import type { Command } from 'commander';
import type { SourceView } from '../../shared/steps/operate/sources-view.ts';
import { CommandFailed, clientFor, isElsewhere, laptopOf, type Where } from '../client.ts';
import { facts, show, table } from '../print.ts';
import { command as say } from '../quoted.ts';

interface Delivery {
  readonly subject: string;
  readonly person: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

const WHAT: { readonly [word: string]: string } = {
  hire: 'hire',
  move: 'move',
  leaver: 'leave',
  leave: 'leave',
  rehire: 'rehire',
};

type Options = Where & {
  readonly json: boolean;
  readonly source: string;
  readonly person?: string;
  readonly department?: string;
};

/** `send`, `sources`, `targets`. */
export function laptopCommands(program: Command): void {
  program
    .command('send')
    .argument('<what>', 'hire, move, leaver or rehire')
    .description('sign and post what a vendor would send')
    .option('--source <name>', 'bamboohr, standard or okta', 'bamboohr')
    .option('--person <id>', 'whom it is about; a hire without it is somebody new')
    .option('--department <name>', 'for a hire or a move')
    .addHelpText(
      'after',
      '\nExample:\n  npx frontdesk send hire --source bamboohr\n  npx frontdesk send leaver --person hr-120456',
    )
    .action(async (word: string, _options, command: Command) => send(word, command.optsWithGlobals<Options>()));
  placeCommands(program);
}

/** Where things are. */
function placeCommands(program: Command): void {
  program
    .command('sources')
    .description('where each source posts to, and on a laptop where its secret lies')
    .addHelpText('after', '\nExample:\n  npx frontdesk sources --json')
    .action((_options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      if (isElsewhere(where)) return stageSources(where, json);
      const { sources } = laptopOf(where);
      return show(sources, {
        json,
        human: (all) =>
          `${table(
            ['source', 'vendor', 'address', 'secret'],
            Object.entries(all).map(([name, { vendor, address, secret = '' }]) => [name, vendor, address, secret]),
          )}\n\nSecrets lie in ${join(where.data, 'secrets.json')}.`,
      });
    });
  program
    .command('targets')
    .description('where each target is, and where its secret lies')
    .addHelpText('after', '\nExample:\n  npx frontdesk targets')
    .action((_options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      if (isElsewhere(where))
        throw new CommandFailed('this shows what runs on a laptop; at a stage see npx frontdesk status and doctor');
      const { targets } = laptopOf(where);
      show(targets, {
        json,
        human: (all) =>
          `${table(
            ['target', 'adapter', 'address', 'secret'],
            Object.entries(all).map(([name, { adapter, address, secret }]) => [name, adapter, address, secret]),
          )}\n\nSecrets lie in ${join(where.data, 'secrets.json')}.`,
      });
    });
}

/** Addresses as they are told to vendors. Where secrets lie is what `rotate --list` names. */
async function stageSources(where: Where, json: boolean): Promise<void> {
  const client = clientFor(where);
  const views = (await client.get('sources')) as { readonly [name: string]: SourceView };
  const sources = Object.entries(views).map(([name, { vendor, path }]) => {
    const address = path === undefined ? `npx frontdesk import FILE --source ${name}` : `${client.url}/${path}`;
    return [name, { vendor, address }] as const;
  });
  show(Object.fromEntries(sources), {
    json,
    human: () =>
      table(
        ['source', 'vendor', 'address'],
        sources.map(([name, { vendor, address }]) => [name, vendor, address]),
      ),
  });
}

async function send(word: string, options: Options): Promise<void> {
  if (isElsewhere(options)) throw new CommandFailed('only a laptop can send what a vendor would send');
  const what = WHAT[word];
  if (!what) throw new CommandFailed(`"${word}" is none of hire, move, leaver, rehire`);
  if (what !== 'hire' && !options.person)
    throw new CommandFailed(`whom? name a person with --person, as "send hire" printed them`);
  if (options.department?.trim() === '') throw new CommandFailed('--department needs a name');
  const delivery = await prepare(what, options);
  const response = await fetch(`${laptopOf(options).url}${delivery.path}`, {
    method: 'POST',
    headers: delivery.headers,
    body: delivery.body,
  });
  if (!response.ok) throw new CommandFailed(`the delivery was refused with ${response.status}`);
  const answer = await response.text();
  const events = answer === '' ? [] : ((JSON.parse(answer) as { events?: string[] }).events ?? []);
  const sent = { what, source: options.source, person: delivery.person, status: response.status, events };
  show(sent, {
    json: options.json,
    human: () =>
      facts([
        ['sent', `${word} from ${options.source}, answered ${response.status}`],
        ['person', delivery.person],
        ['event', events.join(', ')],
        ['see', say(options, `person ${delivery.person}`)],
      ]),
  });
}

/** The vendor's record is changed and the delivery signed by the running laptop. */
async function prepare(what: string, options: Options): Promise<Delivery> {
  const { token } = clientFor(options);
  const wanted = {
    what,
    source: options.source,
    ...(options.person !== undefined && { person: options.person }),
    ...(options.department !== undefined && { attributes: { department: options.department } }),
  };
  const response = await fetch(`${laptopOf(options).door}/occasions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(wanted),
  }).catch(() => {
    throw new CommandFailed('nothing answers: is "npm start" running?', 3);
  });
  if (!response.ok) throw new CommandFailed(((await response.json()) as { title: string }).title);
  return (await response.json()) as Delivery;
}
