/** An admin has a program of theirs called: added, tried, failing, sent again, switched off. The program is real, on loopback. */
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { createEmptyDatabase } from "#tests/support/global-setup.ts";
import { axeViolations } from "./support/axe.ts";
import { fillFirstRun } from "./support/owner.ts";
import { type StartedInstallation, startInstallation } from "./support/start-installation.ts";

let installation: StartedInstallation;
let status = 204;
let secret = "";
/** Messages that were signed with the secret that the page showed. */
const taken: string[] = [];
const receiver = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = request.headers;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  if (signature === `v1,${mac}`) taken.push(JSON.parse(body).type);
  response.writeHead(status).end();
});

test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  test.setTimeout(480_000);
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  installation = await startInstallation(await createEmptyDatabase(), {
    WEBHOOK_INSIDE_HOSTS: `127.0.0.1:${(receiver.address() as AddressInfo).port}`,
    WEB_PROCESSES: "1",
  });
});
test.afterAll(async () => {
  await installation?.stop();
  receiver.close();
});

const accessible = async (page: Page) => expect((await axeViolations(page)).map(({ id }) => id)).toEqual([]);

test("a webhook is added, tried, watched failing, and switched off", async ({ page }) => {
  await page.goto(installation.setupLink);
  await fillFirstRun(page);
  await page.getByRole("button", { name: "Create the organisation" }).click();
  await page.waitForURL((url) => url.pathname === "/evidence/new");
  await page.goto(`${installation.url}/settings/webhooks`);
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: "Add a webhook" }).click();
  await page.getByLabel("Address").fill("https://10.0.0.1/hook");
  await page.getByRole("button", { name: "Add the webhook" }).click();
  await expect(page.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  await page.getByLabel("Address").fill(address);
  await page.getByLabel("What it is for").fill("Core banking");
  await page.getByRole("button", { name: "Add the webhook" }).click();
  const shown = page.getByText(/^whsec_/);
  await expect(shown).toBeVisible();
  secret = (await shown.textContent()) ?? "";
  await accessible(page);
  await page.getByRole("link", { name: "I have kept it" }).click();
  await expect(page.getByText("Nothing was sent yet")).toBeVisible();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("Sent. It appears below within seconds.")).toBeVisible();
  await expect.poll(() => taken, { timeout: 60_000 }).toEqual(["webhook.test"]);
  await page.reload();
  await expect(page.getByRole("row", { name: /test/ }).getByText("delivered", { exact: true })).toBeVisible();
  await accessible(page);
  status = 500;
  await page.getByRole("button", { name: "Send again: test" }).click();
  await expect(page.getByRole("row", { name: /test/ }).getByText(/^(waiting|tried again)$/)).toBeVisible();
  // It is tried again by itself, too.
  await expect.poll(() => taken.length, { timeout: 60_000 }).toBeGreaterThan(1);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("status: HTTP 500")).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText("not answering")).toBeVisible();
  await accessible(page);
  await page.getByLabel("State", { exact: true }).selectOption("delivered");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("No delivery in this state")).toBeVisible();
  await page.getByRole("link", { name: "Show all" }).click();
  await page.getByLabel("On", { exact: true }).uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("It is switched off.", { exact: false }).first()).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove the webhook" }).click();
  await page.waitForURL((url) => url.pathname === "/settings/webhooks");
  await expect(page.getByText("No webhooks yet")).toBeVisible();
});
