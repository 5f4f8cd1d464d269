// The workflow that companies copy: what others can change under it, and what a stranger's pull request reaches.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const TEXT = readFileSync(resolve(import.meta.dirname, '../../examples/pull-request/policy.yml'), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: { readonly [name: string]: string };
  readonly with?: { readonly ref?: string; readonly 'fetch-depth'?: number; readonly 'persist-credentials'?: boolean };
}

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: object;
  readonly steps: readonly Step[];
}

const { on, permissions, jobs } = parse(TEXT) as {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: { readonly check: Job; readonly plan: Job };
};

describe('the workflow for pull requests', () => {
  test('names each action by its commit, with the version beside it', () => {
    const uses = [...TEXT.matchAll(/uses: (\S+)(.*)$/gm)];
    expect(uses.length).toBeGreaterThan(2);
    expect(uses.filter(([, action, note]) => !/@[0-9a-f]{40}$/.test(`${action}`) || !/# v\d/.test(`${note}`))).toEqual(
      [],
    );
  });

  test('never runs with the rights of the base branch on what a fork wrote', () => {
    expect(Object.keys(on)).toEqual(['pull_request']);
    expect(permissions).toEqual({ contents: 'read' });
    expect(jobs.check.permissions).toBeUndefined();
    expect(JSON.stringify(jobs.check)).not.toMatch(/secrets\.|github\.token/);
  });

  test('reaches the token only for branches of the repository, past the reviewers, with the program of the base branch', () => {
    const { plan } = jobs;
    expect(plan.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
    expect(plan.environment).toBe('frontdesk');
    expect(plan.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    expect(plan.steps[0]?.with?.ref).toContain('base.sha');
    const holders = plan.steps.filter(({ env }) => JSON.stringify(env ?? {}).includes('secrets.'));
    expect(holders.map(({ run }) => run?.includes('frontdesk --json plan'))).toEqual([true]);
  });

  test('looks for what protects less than in the base branch, of which it has the commit', () => {
    const checkOf = ({ steps }: Job) => steps.flatMap(({ run }) => (run?.includes('policy check') ? [run] : []));
    expect(checkOf(jobs.check)).toEqual([expect.stringContaining('HEAD^1:policy && echo --base HEAD^1)')]);
    expect(jobs.check.steps[0]?.with?.['fetch-depth']).toBe(2);
    expect(checkOf(jobs.plan)).toEqual([expect.stringContaining('HEAD:policy && echo --base HEAD)')]);
  });

  test('keeps no credential on disk, runs no script of a package, and pastes nothing of a pull request into a command', () => {
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual([false, false, false]);
    const installs = steps.filter(({ run }) => run?.startsWith('npm ci'));
    expect(installs.every(({ run }) => run?.includes('--ignore-scripts'))).toBe(true);
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });
});
