// altcha_widget.cjs CHROMIUM ORIGIN PACKAGE CREDENTIALS: a page with ALTCHA's widget of the npm package (the
// one of auth's README for altcha, and for altcha-2 with the options of before), in which a person clicks the
// box and signs in. Writes {"status","errors"}.
'use strict';
const { chromium } = require('playwright-core');
const path = require('path');

const file = { altcha: 'dist/main/altcha.js', 'altcha-2': 'dist/altcha.js' };
const options = {
  altcha: '{ challenge: "/auth/captcha/generate", fetch: challenge }',
  'altcha-2': '{ challengeurl: "/auth/captcha/generate", customfetch: challenge }',
};
const page_of = (name) => `<!doctype html><title></title>
<form id="login">
  <input name="email" type="email"> <input name="password" type="password">
  <altcha-widget></altcha-widget>
  <button>Sign in</button>
</form>
<script type="module">
  import '/altcha.js';
  const post = (path, body) => fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const challenge = async (path) => {
    const answer = await post(path, { type: 'pow', form: 'login' });
    return Response.json((await answer.json()).data);
  };
  const form = document.querySelector('#login');
  const widget = form.querySelector('altcha-widget');
  window.addEventListener('load', () => widget.configure(${options[name]}));
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    const { email, password, altcha } = Object.fromEntries(new FormData(form));
    const answer = await post('/auth/login', { email, password, captcha: { token: altcha } });
    document.title = String(answer.status);
  });
</script>`;

(async () => {
  const [executablePath, origin, name, credentials] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (e) => errors.push(String(e)));
    await page.route('**/shop.html', (r) => r.fulfill({ contentType: 'text/html', body: page_of(name) }));
    await page.route('**/altcha.js', (r) => r.fulfill({
      contentType: 'text/javascript', path: path.join(process.env.NODE_PATH, name, file[name]) }));
    await page.goto(`${origin}/shop.html`);
    const { email, password } = JSON.parse(credentials);
    await page.fill('[name=email]', email);
    await page.fill('[name=password]', password);
    await page.click('altcha-widget input[type=checkbox]', { force: true });
    await page.waitForFunction(() => document.querySelector('[name=altcha]')?.value);
    await page.click('button:has-text("Sign in")');
    await page.waitForFunction(() => document.title !== '');
    console.log(JSON.stringify({ status: await page.title(), errors }));
  } finally {
    await browser.close();
  }
})().catch((e) => { console.error(e); process.exit(1); });
