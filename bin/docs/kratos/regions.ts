/**
 * The text with what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` replaced, for every name. Throws for a
 * region that the text does not have, or that nothing fills.
 */
export function fillRegions(text: string, regions: Record<string, string>): string {
  const open = new Set(Object.keys(regions));
  const filled = text.replace(/(<!-- begin ([\w-]+) -->\n)[\s\S]*?(<!-- end \2 -->)/g, (_, begin, name, end) => {
    if (!open.delete(name)) throw new Error(`There is one region “${name}” too many.`);
    return `${begin}\n${regions[name]}\n\n${end}`;
  });
  if (open.size > 0) throw new Error(`There is no region ${[...open].join(', ')}.`);
  return filled;
}
