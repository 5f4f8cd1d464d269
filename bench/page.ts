// Draws docs/benchmarks.md and its picture from the kept results: the table and the picture are made, never written by hand.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './benchmark.ts';

interface Kept {
  readonly name: string;
  readonly workload: string;
  readonly at: string;
  readonly cpus: number;
  readonly figures: readonly Figure[];
}

const DOCS = join(import.meta.dirname, '../docs');

const HEAD = `# Benchmarks

\`npm run bench\` runs these beside their peers in the same run, and draws this page; what is timed is timed in at least seven rounds, in turn. What matters are ratios and counts: times depend on the
machine. A goal that was missed stands here as missed, with what bounds it.

![Each ratio beside its peer](benchmarks.svg)

`;

/** Writes both files from the results in `folder`; a benchmark without one is named all the same. */
export async function writePage(folder: string, names: readonly string[]): Promise<void> {
  const results = new Map(
    names.flatMap((name) => {
      const file = join(folder, `${name}.json`);
      return existsSync(file) ? [[name, JSON.parse(readFileSync(file, 'utf8')) as Kept] as const] : [];
    }),
  );
  const kept = [...results.values()];
  const table = tableOf(names.map((name) => rowOf(name, results.get(name))));
  writeFileSync(join(DOCS, 'benchmarks.md'), `${HEAD}${table}\n${kept.map(sectionOf).join('\n')}`);
  writeFileSync(join(DOCS, 'benchmarks.svg'), pictureOf(kept));
}

function tableOf(rows: readonly string[]): string {
  return `| benchmark | first figure | ours | beside | ratio | goal | all goals | what bounds a miss |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** A benchmark's first figure, and whether all were met. */
function rowOf(name: string, kept: Kept | undefined): string {
  const [first] = kept?.figures ?? [];
  if (!kept || !first) return `| ${name} | no kept result | | | | | | |`;
  const missed = kept.figures.filter(({ met }) => !met);
  const bounds = [...new Set(missed.flatMap(({ bound }) => bound ?? []))];
  const cells = [
    `[${name}](#${name.replaceAll('.', '')})`,
    first.name,
    `${short(first.ours.median)} ${first.unit}`,
    first.peer ? `${first.peer.who}: ${short(first.peer.median)} ${first.unit}` : '',
    first.ratio === undefined ? '' : first.ratio.toFixed(2),
    first.goal,
    missed.length === 0 ? 'met' : `**${missed.length} of ${kept.figures.length} missed**`,
    bounds.join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function sectionOf({ name, workload, at, cpus, figures }: Kept): string {
  const rows = figures.map(({ name: figure, unit, ours, peer, ratio, goal, met }) => {
    const beside = peer ? `${peer.who}: ${short(peer.median)} ${unit}` : '';
    return `| ${figure} | ${short(ours.median)} ${unit} (${short(ours.min)} to ${short(ours.max)}) | ${beside} | ${ratio === undefined ? '' : ratio.toFixed(2)} | ${goal} | ${met ? 'met' : '**missed**'} |`;
  });
  const bounds = figures.flatMap(({ met, bound, name: figure }) =>
    met || bound === undefined ? [] : [`- ${figure}: ${bound}`],
  );
  return `## ${name}

${workload} Measured on ${at}, ${cpus} shared cores.

| figure | ours: median (min to max) | beside | ratio | goal | |
|---|---|---|---|---|---|
${rows.join('\n')}
${bounds.length > 0 ? `\nWhat bounds a miss:\n\n${bounds.join('\n')}\n` : ''}`;
}

const ROW = 26;
const LEFT = 330;
const WIDE = 260;

/** A bar for each ratio on a logarithmic scale from a tenth to ten times; the line in the middle is the peer. */
function pictureOf(kept: readonly Kept[]): string {
  const bars = kept.flatMap(({ name, figures }) =>
    figures.flatMap(({ name: figure, ratio, peer, met }) =>
      ratio === undefined || !peer ? [] : [{ label: `${name}: ${figure}`, who: peer.who, ratio, met }],
    ),
  );
  const middle = LEFT + WIDE / 2;
  const rows = bars.map(({ label, who, ratio, met }, at) => {
    const to = middle + (WIDE / 2) * Math.max(-1, Math.min(1, Math.log10(ratio)));
    const y = 40 + at * ROW;
    const [x, width] = [Math.min(middle, to), Math.max(1, Math.abs(to - middle))];
    return `<text x="${LEFT - 10}" y="${y + 12}" text-anchor="end">${escaped(label)}</text><rect x="${x.toFixed(0)}" y="${y}" width="${width.toFixed(0)}" height="15" fill="${met ? '#3b7d5c' : '#b5482f'}"/><text x="${LEFT + WIDE + 10}" y="${y + 12}">${ratio.toFixed(2)} of ${escaped(who)}</text>`;
  });
  const height = 60 + bars.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="860" height="${height}" font-family="sans-serif" font-size="12">
<title>Each ratio of ours beside its peer</title><rect width="860" height="${height}" fill="#fff"/><text x="${middle}" y="22" text-anchor="middle">ratio to the peer, from a tenth to ten times</text>
<line x1="${middle}" y1="30" x2="${middle}" y2="${height - 15}" stroke="#888"/>
${rows.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
