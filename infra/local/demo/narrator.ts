// The story on the screen: chapters, lines with what was measured, verdicts. Silent while a chapter is only caught up on.
import { styleText } from 'node:util';

export interface Narrator {
  /** A chapter, or the end without a number. */
  chapter(number: number | undefined, title: string): void;
  /** What happened, and the measured figure at the right. */
  line(text: string, figure?: string): void;
  /** Words that explain, in grey. */
  aside(text: string): void;
  /** Output of a command, as it was. */
  quote(command: string, output: string): void;
  verdict(isTrue: boolean, text: string, figure?: string): void;
  blank(): void;
}

const WIDTH = 96;

/** Writes through `write`; `isHeard` is asked at each line. */
export function narrator(write: (text: string) => void, isHeard: () => boolean): Narrator {
  const put = (text: string) => {
    if (isHeard()) write(`${text}\n`);
  };
  const row = (text: string, figure = '') => {
    const dots = figure === '' ? '' : ` ${'·'.repeat(Math.max(2, WIDTH - text.length - figure.length - 2))} `;
    return `${text}${styleText('dim', dots)}${styleText('bold', figure)}`;
  };
  return {
    chapter: (number, title) =>
      put(`\n${styleText(['bold', 'cyan'], `${String(number ?? '').padStart(2)}  ${title}`)}`),
    line: (text, figure) => put(`    ${row(text, figure)}`),
    aside: (text) => put(styleText('dim', `    ${text}`)),
    quote(command, output) {
      put(styleText('cyan', `    $ ${command}`));
      for (const line of output.trimEnd().split('\n')) put(styleText('dim', `      ${line}`));
    },
    verdict: (isTrue, text, figure) =>
      put(`    ${isTrue ? styleText('green', '✓') : styleText(['bold', 'red'], '✗')} ${row(text, figure)}`),
    blank: () => put(''),
  };
}

/** A duration as people read it: `0.42 s`, `83 s`. */
export function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(1)} s`;
}
