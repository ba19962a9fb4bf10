#include "pages/link_page.hpp"

namespace nucleus::auth {

namespace {

constexpr std::string_view before_header = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>One more step</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 15vh auto 0; padding: 0 1rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
label { margin-top: 1rem; }
input, button { padding: .5rem .75rem; margin-top: .25rem; }
button { margin-top: 1.5rem; cursor: pointer; }
.wrong { color: #b00020; }
</style>
</head>
<body data-tenant-header=")html";

constexpr std::string_view before_nonce = R"html(">
<main>
<h1>One more step</h1>
<form hidden></form>
<p role="status"></p>
<noscript>This page needs JavaScript.</noscript>
</main>
<script nonce=")html";

constexpr std::string_view after_nonce = R"html(">
'use strict';
const optional = (name, label, autocomplete) => ({ name, label, type: 'text', autocomplete });
const password = (name, label, required) =>
  ({ name, label, type: 'password', autocomplete: 'new-password', required });
const flows = {
  verifyEmail: { title: 'Confirm your e-mail address', button: 'Confirm', path: 'verify-email',
                 done: 'Your address is confirmed. You can sign in now.' },
  resetPassword: { title: 'Choose a new password', button: 'Save', path: 'password/reset-confirm',
                   fields: [password('newPassword', 'New password', true)],
                   done: 'Your password is changed. You can sign in with it now.' },
  magicLink: { title: 'Sign in', button: 'Sign in', path: 'magic-link/verify',
               done: 'You are signed in.' },
  invite: { title: 'Accept the invitation', button: 'Make my account', path: 'invite/verify',
            fields: [optional('firstName', 'First name', 'given-name'),
                     optional('lastName', 'Last name', 'family-name'),
                     password('password', 'Password', true)],
            done: 'Your account is made, and you are signed in.' },
  emailChange: { title: 'Change your e-mail address', button: 'Change', path: 'email/change-confirm',
                 done: 'Your address is changed. Sign in with the new one from now on.' },
};
const tenant = new URLSearchParams(location.search).get('tenant');
const [purpose, token] = location.hash.slice(1).split('=');
history.replaceState(null, '', location.pathname); // so that the token is not in the history
addEventListener('hashchange', () => location.reload()); // another link, opened in this tab
const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
const flow = Object.hasOwn(flows, purpose) ? flows[purpose] : null;

function say(text, wrong) {
  status.textContent = text;
  status.className = wrong ? 'wrong' : '';
}

function add(tag, properties) {
  return form.appendChild(Object.assign(document.createElement(tag), properties));
}

function labelOf(path) {
  return flow.fields?.find((f) => path === '/' + f.name)?.label ?? path;
}

const headers = { 'Content-Type': 'application/json' };
if (tenant) headers[document.body.dataset.tenantHeader] = tenant;
const post = (path, body) => fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });

function arrive(redirectTo) {
  say(flow.done);
  if (redirectTo) location.assign(redirectTo);
}

// A new device: its number is shown until somebody has decided.
async function wait({ approvalCode, redirectTo }) {
  say(`Your number is ${approvalCode}. Approve this sign-in with it on a device that you already use.`);
  for (;;) {
    await new Promise((later) => setTimeout(later, 5000));
    const response = await post('refresh', {}).catch(() => null);
    if (response?.ok) return arrive(redirectTo);
    if (response?.status !== 403 && response?.status !== 401) continue; // it may be better next time
    const answer = await response.json();
    if (answer.code !== 'session_pending_approval') return say(answer.message, true);
  }
}

async function finish(event) {
  event.preventDefault();
  const body = { token };
  for (const field of flow.fields ?? []) {
    const value = form.elements[field.name].value;
    if (value) body[field.name] = value;
  }
  const button = form.querySelector('button');
  button.disabled = true;
  say('');
  try {
    const response = await post(flow.path, body);
    const answer = await response.json();
    if (answer.success) {
      form.hidden = true;
      if (answer.data?.approvalCode) return wait(answer.data);
      return arrive(answer.data?.redirectTo);
    }
    const reasons = (answer.errors ?? []).map((e) => `${labelOf(e.path)} ${e.message}`);
    say(reasons.length ? reasons.join('. ') + '.' : answer.message, true);
  } catch {
    say('The server cannot be reached. Try again.', true);
  }
  button.disabled = false;
}

if (flow && token) {
  document.title = document.querySelector('h1').textContent = flow.title;
  for (const field of flow.fields ?? []) {
    add('label', { htmlFor: field.name, textContent: field.label });
    add('input', { id: field.name, ...field });
  }
  add('button', { textContent: flow.button });
  form.addEventListener('submit', finish);
  form.hidden = false;
} else {
  say('This link is not complete. Open it as it stands in the mail.', true);
}
</script>
</body>
</html>
)html";

}

std::string link_page(std::string_view nonce, std::string_view tenant_header) {
    std::string page{before_header};
    page.append(tenant_header).append(before_nonce).append(nonce).append(after_nonce);
    return page;
}

std::string link_page_policy(std::string_view nonce) {
    return "default-src 'none'; script-src 'nonce-" + std::string{nonce} +
           "'; style-src 'unsafe-inline'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
           "frame-ancestors 'none'";
}

}
