// The one comment of a pull request: found by its marker, edited where it is there, else made.

export interface PullRequest {
  /** `https://api.github.com`. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  readonly token: string;
}

const PAGE = 100;
/** GitHub takes 65,536 characters. */
const MOST_CHARACTERS = 65_000;

/** Throws with what GitHub answered, and never with the token. */
export async function keepComment(of: PullRequest, marker: string, markdown: string): Promise<'made' | 'edited'> {
  const body = markdown.slice(0, MOST_CHARACTERS);
  const own = await ownComment(of, marker);
  if (own === undefined) await call(of, `issues/${of.number}/comments`, { method: 'POST', body });
  else await call(of, `issues/comments/${own}`, { method: 'PATCH', body });
  return own === undefined ? 'made' : 'edited';
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly type?: string } | null;
}

/** A person may quote the marker; their words are not ours to edit. */
async function ownComment(of: PullRequest, marker: string): Promise<number | undefined> {
  for (let page = 1; ; page++) {
    const path = `issues/${of.number}/comments?per_page=${PAGE}&page=${page}`;
    const comments = (await call(of, path, { method: 'GET' })) as readonly Comment[];
    const own = comments.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(marker));
    if (own || comments.length < PAGE) return own?.id;
  }
}

async function call(
  { api, repository, token }: PullRequest,
  path: string,
  { method, body }: { readonly method: string; readonly body?: string },
): Promise<unknown> {
  const answer = await fetch(`${api}/repos/${repository}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    },
    ...(body !== undefined && { body: JSON.stringify({ body }) }),
  });
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${method} ${path}`);
  return answer.json();
}
