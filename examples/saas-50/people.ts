// The fifty people of the SaaS company, as their BambooHR would export them.
import { type Company, csvOf, staffOf } from '../staff.ts';

const COMPANY: Company = {
  domain: 'quill.example.com',
  sites: ['Lisbon', 'Lisbon', 'Remote'],
  timezones: { Lisbon: 'Europe/Lisbon', Remote: 'UTC' },
  firstId: 101,
  seed: 50,
  jobs: [
    { department: 'Company', title: 'Chief Executive', people: 1 },
    { department: 'Engineering', title: 'Head of Engineering', people: 1 },
    { department: 'Engineering', title: 'Lead Engineer', people: 3 },
    { department: 'Engineering', title: 'Engineer', people: 14 },
    { department: 'Engineering', title: 'Engineer', people: 2, more: { employmentType: 'Contractor' } },
    { department: 'Product', title: 'Product Manager', people: 3 },
    { department: 'Product', title: 'Designer', people: 3 },
    { department: 'Support', title: 'Support Lead', people: 1 },
    { department: 'Support', title: 'Support Specialist', people: 6 },
    { department: 'Sales', title: 'Account Executive', people: 5 },
    { department: 'Sales', title: 'Revenue Operations Manager', people: 1 },
    { department: 'Marketing', title: 'Marketing Manager', people: 3 },
    { department: 'Marketing', title: 'Copywriter', people: 1, more: { employmentType: 'Contractor' } },
    { department: 'Finance', title: 'Finance Manager', people: 2 },
    { department: 'People', title: 'People Partner', people: 2 },
    { department: 'IT', title: 'IT Manager', people: 1 },
    { department: 'Support', title: 'Support Specialist', people: 1, more: { startDate: '2027-02-01' } },
  ],
};

const COLUMNS = [
  'id',
  'userName',
  'email',
  'givenName',
  'familyName',
  'title',
  'department',
  'site',
  'manager',
  'employmentType',
  'startDate',
  'endDate',
];

/** Contractors leave on a day that is known from the start; everybody else is employed. */
export function peopleFiles(): { readonly [file: string]: string } {
  const rows = staffOf(COMPANY).map((row) =>
    row.employmentType === 'Contractor' ? { ...row, endDate: '2027-03-31' } : { ...row, employmentType: 'Full-Time' },
  );
  return { 'people.csv': csvOf(COLUMNS, rows) };
}
