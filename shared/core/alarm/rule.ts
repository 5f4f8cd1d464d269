// The rule of a composite alarm, as far as ours use it: ALARM("name") joined by AND.

/** The alarms that must all be in alarm. Throws for a rule of another form. */
export function alarmsOfRule(rule: string): readonly string[] {
  return rule.split(' AND ').map((part) => {
    const name = /^ALARM\("([^"]+)"\)$/.exec(part.trim())?.[1];
    if (name === undefined) throw new Error(`the rule ${rule} is not understood`);
    return name;
  });
}

/** The rule that says so. */
export function ruleOf(names: readonly string[]): string {
  return names.map((name) => `ALARM("${name}")`).join(' AND ');
}
