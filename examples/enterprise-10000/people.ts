// The ten thousand people of the maker of pumps: those of HR's nightly file, and those of agencies.
import { type Company, csvOf, type Job, type Row, staffOf } from '../staff.ts';

const PLACES: Pick<Company, 'domain' | 'sites' | 'timezones'> = {
  domain: 'meridian.example.com',
  sites: [
    'Hamburg',
    'Hamburg',
    'Hamburg',
    'Katowice',
    'Katowice',
    'Monterrey',
    'Osaka',
    'Pune',
    'Rotterdam',
    'Toledo',
    'Turin',
    'Turin',
  ],
  timezones: {
    Hamburg: 'Europe/Berlin',
    Katowice: 'Europe/Warsaw',
    Monterrey: 'America/Monterrey',
    Osaka: 'Asia/Tokyo',
    Pune: 'Asia/Kolkata',
    Rotterdam: 'Europe/Amsterdam',
    Toledo: 'America/New_York',
    Turin: 'Europe/Rome',
  },
};

/** `[title, people, more]` of one department. */
type Line = readonly [title: string, people: number, more?: NonNullable<Job['more']>];

const NEW = { hireDate: '2026-11-02', startDate: '2026-11-02' };

const DEPARTMENTS: { readonly [department: string]: readonly Line[] } = {
  Manufacturing: [
    ['Plant Director', 8],
    ['Shift Lead', 260],
    ['Operator', 3700],
    ['Operator', 200, { groups: 'first-responders' }],
    ['Maintenance Technician', 520],
    ['Quality Inspector', 380],
    ['Welder', 120, { certifiedUntil: '2027-09-30' }],
    ['Welder', 12, { certifiedUntil: '2026-09-30' }],
  ],
  'Supply Chain': [
    ['Supply Chain Director', 1],
    ['Buyer', 160],
    ['Warehouse Planner', 240],
    ['Dispatcher', 299],
  ],
  Engineering: [
    ['Engineering Director', 4],
    ['Engineering Manager', 76],
    ['Senior Software Engineer', 220],
    ['Software Engineer', 400],
    ['Software Engineer', 30, NEW],
    ['Site Reliability Engineer', 58],
    ['Site Reliability Engineer', 12, { groups: 'incident-commanders;first-responders' }],
  ],
  Research: [
    ['Research Director', 2],
    ['Research Engineer', 498],
  ],
  Data: [
    ['Head of Data', 1],
    ['Data Engineer', 59],
    ['Data Analyst', 90],
  ],
  Sales: [
    ['Sales Director', 9],
    ['Account Manager', 891],
  ],
  Service: [
    ['Service Director', 3],
    ['Service Manager', 47],
    ['Field Service Technician', 650],
  ],
  Finance: [
    ['Chief Financial Officer', 1],
    ['Controller', 40],
    ['Accountant', 160],
    ['Payments Clerk', 48],
    ['Payments Clerk', 2, { groups: 'vendor-stand-ins' }],
    ['Vendor Master Clerk', 24],
    ['Reconciliation Clerk', 30],
    ['Internal Auditor', 15],
  ],
  People: [
    ['People Director', 1],
    ['People Partner', 139],
    ['Payroll Clerk', 40],
  ],
  Legal: [
    ['General Counsel', 1],
    ['Counsel', 39],
  ],
  IT: [
    ['Chief Information Officer', 1],
    ['Service Desk Agent', 90],
    ['Directory Engineer', 12],
    ['ERP Engineer', 30],
    ['Network Engineer', 27],
  ],
  Security: [
    ['Chief Security Officer', 1],
    ['Security Analyst', 39],
    ['Access Reviewer', 10],
  ],
};

const EMPLOYED: Company = {
  ...PLACES,
  firstId: 10_001,
  seed: 10_000,
  jobs: Object.entries(DEPARTMENTS).flatMap(([department, lines]) =>
    lines.map(([title, people, more]): Job => ({ department, title, people, ...(more && { more }) })),
  ),
};

const AGENCIES: Company = {
  ...PLACES,
  domain: 'agency.example.com',
  firstId: 501,
  seed: 300,
  jobs: [
    { department: '', title: '', people: 180, more: { assignment: 'Engineering', contractEnd: '2027-06-30' } },
    { department: '', title: '', people: 100, more: { assignment: 'Manufacturing', contractEnd: '2027-03-31' } },
    { department: '', title: '', people: 20, more: { assignment: 'Engineering', contractEnd: '2026-10-31' } },
  ],
};

const EMPLOYED_COLUMNS = [
  ...['id', 'userName', 'givenName', 'familyName', 'title', 'department', 'site', 'timezone', 'manager'],
  ...['hireDate', 'startDate', 'certifiedUntil', 'groups'],
];
const AGENCY_COLUMNS = [
  ...['id', 'userName', 'givenName', 'familyName', 'site', 'timezone', 'agency', 'assignment', 'contractEnd'],
];

export function peopleFiles(): { readonly [file: string]: string } {
  const hired = staffOf(AGENCIES).map((row): Row => ({ ...row, agency: 'Harbour Staffing' }));
  return { 'people.csv': csvOf(EMPLOYED_COLUMNS, staffOf(EMPLOYED)), 'contractors.csv': csvOf(AGENCY_COLUMNS, hired) };
}
