// Every night: the headcounts that the guard's budgets follow.
import { scheduled } from '../shared/lambda/scheduled.ts';
import { census } from '../shared/steps/census.ts';
import { wired } from '../shared/wire.ts';

export const handler = scheduled(wired(census));
