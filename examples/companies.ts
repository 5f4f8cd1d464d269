// The example companies: where each one's people come from, and which source of its settings reads which file.
import { peopleFiles as peopleOfTenThousand } from './enterprise-10000/people.ts';
import { peopleFiles as peopleOfAThousand } from './mixed-1000/people.ts';
import { peopleFiles as peopleOfFifty } from './saas-50/people.ts';

export interface Example {
  readonly name: string;
  /** By the name of the source in `frontdesk.yaml`. */
  readonly files: { readonly [source: string]: string };
  /** The files as they should be, made anew. */
  readonly peopleFiles: () => { readonly [file: string]: string };
}

export const EXAMPLES: readonly Example[] = [
  { name: 'saas-50', files: { 'people-file': 'people.csv' }, peopleFiles: peopleOfFifty },
  {
    name: 'mixed-1000',
    files: { 'people-file': 'people.csv', 'contractor-file': 'contractors.csv' },
    peopleFiles: peopleOfAThousand,
  },
  {
    name: 'enterprise-10000',
    files: { 'hr-file': 'people.csv', 'agency-file': 'contractors.csv' },
    peopleFiles: peopleOfTenThousand,
  },
];
