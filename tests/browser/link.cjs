// link.cjs CHROMIUM URL [FIELDS]: opens a mailed link, fills the form in (JSON: name → value), clicks,
// and writes what the page says then, and where it stands: {"title","before","said","url","errors"}.
'use strict';
const { chromium } = require('playwright-core');

(async () => {
  const [executablePath, url, fields = '{}'] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (e) => errors.push(String(e)));
    page.on('console', (m) => { if (m.type() === 'error') errors.push(m.text()); });
    await page.goto(url.split('#')[0]); // somebody may have opened another link in this tab before
    const opened = page.waitForEvent('load');
    await page.goto(url);
    await opened;
    const status = page.locator('[role=status]');
    const title = await page.title();
    const before = await status.textContent();
    const button = page.locator('button');
    if (await button.count()) {
      for (const [name, value] of Object.entries(JSON.parse(fields))) await page.fill(`#${name}`, value);
      const answered = page.waitForResponse((r) => r.request().method() === 'POST');
      await button.click();
      await answered;
      await page.waitForFunction(() => document.querySelector('[role=status]').textContent !== '');
    }
    const said = await status.textContent();
    console.log(JSON.stringify({ title, before, said, url: page.url(), errors }));
  } finally {
    await browser.close();
  }
})().catch((e) => { console.error(e); process.exit(1); });
