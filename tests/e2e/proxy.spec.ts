/** Behind Debian's nginx as it comes, which hands on neither the host nor more than a megabyte: sign in, record, prove, verify. */
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { freePort } from "#tests/bin/start/launch.ts";
import { createEmptyDatabase } from "#tests/support/global-setup.ts";
import { nginxAbsent, startNginx } from "#tests/support/nginx.ts";
import { fillFirstRun, OWNER, signIn } from "./support/owner.ts";
import { type StartedInstallation, startInstallation } from "./support/start-installation.ts";

const absent = nginxAbsent();
if (absent) console.log(absent);
test.skip(absent !== false, absent || "");

let installation: StartedInstallation;
let nginx: Awaited<ReturnType<typeof startNginx>>;
let url: string;

test.beforeAll(async () => {
  test.setTimeout(480_000);
  const port = await freePort();
  url = `http://localhost:${port}`;
  installation = await startInstallation(await createEmptyDatabase(), { PUBLIC_URL: url, WEB_PROCESSES: "1" });
  const server = `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${installation.port}; } }`;
  nginx = await startNginx({ server, port });
});
test.afterAll(async () => {
  await nginx?.stop();
  await installation?.stop();
});

test("a whole journey through a proxy that only passes requests on", async ({ page, browser }) => {
  const wrong: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
  });
  expect(installation.output()).toContain("TRUSTED_PROXIES=1");
  expect(installation.setupLink.startsWith(`${url}/setup`)).toBe(true);
  // The sign-in library's own addresses name this one, too.
  const providers = await (await page.request.get(`${url}/api/auth/providers`)).json();
  expect(providers.credentials.signinUrl).toBe(`${url}/api/auth/signin/credentials`);
  await page.goto(installation.setupLink);
  await fillFirstRun(page);
  await page.getByRole("button", { name: "Create the organisation" }).click();
  await page.waitForURL(`${url}/evidence/new`);

  // Out and in again: a form that leads to another page.
  await page.context().clearCookies();
  await page.goto(`${url}/sign-in?next=/evidence/new`);
  await signIn(page, "not the password of it");
  await expect(page.getByRole("alert")).toBeVisible();
  await signIn(page);
  await page.waitForURL(`${url}/evidence/new`);

  const file = { name: "lease.txt", mimeType: "text/plain", buffer: Buffer.from(`A lease of ${Date.now()}`) };
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page.getByRole("button", { name: "Record this file" }).click();
  await page
    .getByRole("link", { name: /Open (the )?record/ })
    .first()
    .click();
  await page.waitForURL(/\/evidence\/[0-9a-f-]{36}$/);
  const [received] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "PDF, English" }).first().click(),
  ]);
  const receipt = { name: "receipt.pdf", mimeType: "application/pdf", buffer: await readFile(await received.path()) };

  const stranger = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await stranger.goto(`${url}/verify`);
  await stranger.locator('input[type="file"]').first().setInputFiles([file, receipt]);
  await expect(stranger.getByRole("heading", { name: "This file is the one that was recorded" })).toBeVisible();
  expect(wrong).toEqual([]);
  // Said once, in the log, for whoever runs it.
  expect(installation.output().split('"event":"proxy.untrusted"')).toHaveLength(2);
});

test("somebody else's wrong passwords keep nobody out who signed in before, although all share one address", async ({
  page,
  request,
}) => {
  await page.goto(`${url}/sign-in?next=/evidence`);
  await signIn(page);
  await page.waitForURL(`${url}/evidence`);
  await page.context().clearCookies({ name: "sealbook.session" });
  const csrf = await (await request.get(`${url}/api/auth/csrf`)).json();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const form = { csrfToken: csrf.csrfToken, email: OWNER.email, password: `wrong password ${attempt}`, json: "true" };
    await request.post(`${url}/api/auth/callback/credentials`, { form });
  }
  await page.goto(`${url}/sign-in?next=/evidence`);
  await signIn(page);
  await page.waitForURL(`${url}/evidence`);
});

test("a page that was opened by another name than the public one says so when its form is refused", async ({
  page,
}) => {
  await page.goto(`${url.replace("localhost", "127.0.0.1")}/sign-in`);
  await signIn(page);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The request came from another site");
});
