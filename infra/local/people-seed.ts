// A seeded company: the same people for the same seed, with departments, titles, sites and zones. Names are common given names and surnames.
import type { Occasion } from '../../shared/ports/source.ts';

const GIVEN = [
  'Ada',
  'Amir',
  'Ana',
  'Bela',
  'Chen',
  'Dara',
  'Elif',
  'Emeka',
  'Farid',
  'Greta',
  'Hana',
  'Ivo',
  'Jana',
  'Kofi',
  'Lena',
  'Luis',
  'Maya',
  'Nils',
  'Olga',
  'Priya',
  'Quinn',
  'Rosa',
  'Sami',
  'Tara',
  'Uma',
  'Vera',
  'Wei',
  'Yara',
  'Zoe',
  'Søren',
];
const FAMILY = [
  'Almeida',
  'Bauer',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ito',
  'Jensen',
  'Kim',
  'Larsen',
  'Mbeki',
  'Novak',
  "O'Brien",
  'Patel',
  'Rossi',
  'Silva',
  'Tanaka',
  'Weber',
  'Yilmaz',
  'Zhang',
];
const JOBS: readonly (readonly [department: string, title: string, share: number])[] = [
  ['Engineering', 'Engineer', 34],
  ['Engineering', 'Engineering Lead', 5],
  ['Support', 'Support Agent', 20],
  ['Sales', 'Account Executive', 22],
  ['Finance', 'Accountant', 9],
  ['People', 'Recruiter', 10],
];
const SITES: readonly (readonly [site: string, zone: string])[] = [
  ['New York', 'America/New_York'],
  ['Berlin', 'Europe/Berlin'],
  ['Singapore', 'Asia/Singapore'],
];

/** Mulberry32: small, fast, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

function jobOf(random: () => number): (typeof JOBS)[number] {
  let rest = random() * JOBS.reduce((total, [, , share]) => total + share, 0);
  for (const job of JOBS) {
    rest -= job[2];
    if (rest < 0) return job;
  }
  return JOBS[0] as (typeof JOBS)[number];
}

/** Person number `number` of the company of this seed. */
export function seededPerson(seed: number, number: number): Occasion['attributes'] & { readonly subject: string } {
  const random = seeded(seed * 100_003 + number);
  const givenName = pick(GIVEN, random);
  const familyName = pick(FAMILY, random);
  const [department, title] = jobOf(random);
  const [site, zone] = pick(SITES, random);
  const subject = String(1000 + number);
  const userName = `${givenName}.${familyName}.${subject}`
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9.]/g, '');
  const email = `${userName}@example.com`;
  return {
    subject,
    userName: email,
    email,
    givenName,
    familyName,
    displayName: `${givenName} ${familyName}`,
    department,
    title,
    site,
    zone,
  };
}

const COLUMNS = [
  'id',
  'userName',
  'email',
  'givenName',
  'familyName',
  'displayName',
  'department',
  'title',
  'site',
  'zone',
  'startDate',
] as const;

/** The company's people file, as a CSV that proves its length by a trailer. */
export function peopleFile(people: readonly (Occasion['attributes'] & { readonly subject: string })[]): string {
  const lines = people.map((person) =>
    [person.subject, ...COLUMNS.slice(1, -1).map((column) => person[column] ?? ''), '2024-03-01'].map(quoted).join(','),
  );
  return `${COLUMNS.join(',')}\n${lines.join('\n')}\n#rows,${people.length}\n`;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
