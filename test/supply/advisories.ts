// What `npm audit --json` said: nothing known, something grave, or that nobody was there to ask.
import * as z from 'zod';

export type Verdict =
  | { readonly kind: 'clean'; readonly lesser: number }
  | { readonly kind: 'found'; readonly packages: readonly string[] }
  /** Not the same as clean. */
  | { readonly kind: 'not-checked'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

const Report = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
});
const Refusal = z.object({ statusCode: z.number(), message: z.string() });

const grave = ['high', 'critical'];
/** The registry knows no such call: a mirror, as a rule. */
const noSuchCall = [404, 405];

/** A reply that says neither is a failure: it must not count as clean. */
export function verdictOf(text: string): Verdict {
  const reply = parsed(text);
  const refusal = Refusal.safeParse(reply).data;
  if (refusal && noSuchCall.includes(refusal.statusCode))
    return { kind: 'not-checked', reason: 'the registry has no advisories' };
  const report = Report.safeParse(reply).data;
  if (!report)
    return { kind: 'failed', reason: refusal?.message ?? `npm audit said ${text.slice(0, 200) || 'nothing'}` };
  const all = Object.entries(report.vulnerabilities);
  const found = all.filter(([, { severity }]) => grave.includes(severity));
  if (found.length === 0) return { kind: 'clean', lesser: all.length };
  return { kind: 'found', packages: found.map(([name, { severity, range }]) => `${name} ${range}: ${severity}`) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
