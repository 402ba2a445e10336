/** Which lines are in one text only, in the order in which they stand there: as one line each for an event. */
export function lineChanges(before: string, after: string): { removed: string; added: string } {
  const lines = (text: string) => text.split('\n').flatMap((line) => line.trim() || []);
  const only = (these: readonly string[], others: readonly string[]) => missingFrom(these, others).join(' ⏎ ');
  return { removed: only(lines(before), lines(after)), added: only(lines(after), lines(before)) };
}

/** Each line of `others` stands for one line that is like it. */
function missingFrom(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
