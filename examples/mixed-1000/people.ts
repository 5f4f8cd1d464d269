// The thousand people of the shop: those whom BambooHR employs, and those of agencies, whom only Okta knows.
import { type Company, csvOf, type Row, staffOf } from '../staff.ts';

const SITES: Pick<Company, 'domain' | 'sites' | 'timezones'> = {
  domain: 'northlight.example.com',
  sites: ['Oslo', 'Oslo', 'Leeds', 'Leeds', 'Austin'],
  timezones: { Oslo: 'Europe/Oslo', Leeds: 'Europe/London', Austin: 'America/Chicago' },
};

const EMPLOYED: Company = {
  ...SITES,
  firstId: 1001,
  seed: 1000,
  jobs: [
    { department: 'Company', title: 'Chief Executive', people: 1 },
    { department: 'Company', title: 'General Counsel', people: 1 },
    { department: 'Engineering', title: 'Engineering Director', people: 2 },
    { department: 'Engineering', title: 'Engineering Manager', people: 18 },
    { department: 'Engineering', title: 'Senior Engineer', people: 80 },
    { department: 'Engineering', title: 'Engineer', people: 140 },
    {
      department: 'Engineering',
      title: 'Engineer',
      people: 10,
      more: { hireDate: '2026-11-16', startDate: '2026-11-16' },
    },
    { department: 'Engineering', title: 'Security Engineer', people: 6 },
    { department: 'Data', title: 'Head of Data', people: 1 },
    { department: 'Data', title: 'Data Engineer', people: 24 },
    { department: 'Data', title: 'Analyst', people: 35 },
    { department: 'Product', title: 'Product Manager', people: 45 },
    { department: 'Product', title: 'Designer', people: 35 },
    { department: 'Customer Care', title: 'Care Lead', people: 14 },
    { department: 'Customer Care', title: 'Care Agent', people: 226 },
    { department: 'Sales', title: 'Sales Manager', people: 12 },
    { department: 'Sales', title: 'Account Manager', people: 98 },
    { department: 'Marketing', title: 'Marketing Manager', people: 60 },
    { department: 'Finance', title: 'Finance Director', people: 1 },
    { department: 'Finance', title: 'Payments Lead', people: 1 },
    { department: 'Finance', title: 'Payments Lead', people: 1, more: { groups: 'audit-deputies' } },
    { department: 'Finance', title: 'Payments Specialist', people: 14 },
    { department: 'Finance', title: 'Accountant', people: 20 },
    { department: 'Finance', title: 'Internal Auditor', people: 3 },
    { department: 'People', title: 'People Partner', people: 24 },
    { department: 'IT', title: 'IT Engineer', people: 8 },
    { department: 'Logistics', title: 'Logistics Planner', people: 60 },
  ],
};

const AGENCIES: Company = {
  ...SITES,
  domain: 'agency.example.com',
  firstId: 1,
  seed: 60,
  jobs: [
    { department: '', title: '', people: 25, more: { assignment: 'Engineering', contractEnd: '2027-06-30' } },
    { department: '', title: '', people: 30, more: { assignment: 'Customer Care', contractEnd: '2027-01-31' } },
    // Nobody has taken them out of Okta yet; the day has passed all the same.
    { department: '', title: '', people: 5, more: { assignment: 'Engineering', contractEnd: '2026-10-31' } },
  ],
};

const EMPLOYED_COLUMNS = [
  ...['id', 'userName', 'email', 'givenName', 'familyName', 'title', 'department', 'site', 'timezone', 'manager'],
  ...['employmentType', 'groups', 'hireDate', 'startDate'],
];
const AGENCY_COLUMNS = [
  ...['id', 'userName', 'email', 'givenName', 'familyName', 'site', 'timezone'],
  ...['agency', 'assignment', 'contractEnd'],
];

export function peopleFiles(): { readonly [file: string]: string } {
  const employed = staffOf(EMPLOYED).map((row) => ({ ...row, employmentType: 'Full-Time' }));
  const hired = staffOf(AGENCIES).map(
    (row): Row => ({ ...row, id: `00u${row.id?.padStart(8, '0')}`, agency: 'Harbour Staffing' }),
  );
  return { 'people.csv': csvOf(EMPLOYED_COLUMNS, employed), 'contractors.csv': csvOf(AGENCY_COLUMNS, hired) };
}
