/** A Markdown table; a cell may hold whatever a cell may hold. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** The first lines of a generated file. */
export function heading(title: string): string {
  return `# ${title}\n\n<!-- Written by \`npm run docs\`; do not edit. -->\n`;
}
