// Reads `data[employeeId]=1` and `employees[7][changedFields][0]=Status`, the form encoding that BambooHR offers beside JSON.

const MOST_FIELDS = 20_000;
const MOST_DEPTH = 4;

export interface FormNode {
  [name: string]: string | FormNode;
}

function pathOf(name: string): readonly string[] | undefined {
  const [, root, rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  if (root === undefined) return undefined;
  const path = [root, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, part = '']) => part)];
  return path.length <= MOST_DEPTH ? path : undefined;
}

/** Nodes have no prototype, so that no field name means anything but itself. Undefined when it is no such form. */
export function parseForm(text: string): FormNode | undefined {
  const root: FormNode = Object.create(null);
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > MOST_FIELDS) return undefined;
  for (const [name, value] of pairs) {
    const path = pathOf(name);
    if (!path || !place(root, path, value)) return undefined;
  }
  return root;
}

function place(root: FormNode, path: readonly string[], value: string): boolean {
  let node = root;
  for (const part of path.slice(0, -1)) {
    node[part] ??= Object.create(null) as FormNode;
    const next = node[part];
    if (typeof next === 'string') return false;
    node = next;
  }
  const last = path.at(-1) ?? '';
  if (typeof node[last] === 'object') return false;
  node[last] = value;
  return true;
}
