import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds against WCAG 2.2 AA, and whether the page is wider than its window, in each light and width. With
 * `STING_SHOTS` naming a folder, also pictures of them.
 */
export async function look(page: Page, name: string): Promise<void> {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(axe.source);
    const found = await page.evaluate<string[]>(`axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(
      ({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`);
    assert.deepEqual(found, [], `${name}, ${colorScheme}, ${width}`);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth'), false, name);
    if (process.env['STING_SHOTS']) {
      await page.screenshot({
        path: `${process.env['STING_SHOTS']}/${name}-${colorScheme}-${width}.png`,
        fullPage: true,
      });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}
