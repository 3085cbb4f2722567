/** What stands around every page: the way in, the colours, what shows that the next page is coming, and what is printed. */

import { expect, type Page, test } from "@playwright/test";
import { baseUrl } from "./support/installation.ts";
import { OWNER, signIn, signInAsOwner } from "./support/owner.ts";
import { settled } from "./support/settled.ts";

const UNKNOWN_ID = "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1d";
const DARK = "rgb(23, 20, 16)";
const LIGHT = "rgb(249, 246, 239)";

const ground = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

test("a visitor signs in from where they are, and is back there afterwards", async ({ page }) => {
  await signInAsOwner(page);
  await page.context().clearCookies();
  await page.goto(`${baseUrl()}/explorer?period=day`);
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await expect(page.getByText("Afterwards you come back")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeHidden();
  await signIn(page);
  await page.waitForURL((url) => url.pathname === "/explorer" && url.search === "?period=day");
  await expect(page.getByRole("button", { name: `Account: ${OWNER.name}` })).toBeVisible();
  const evidence = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Evidence" });
  await expect(evidence).not.toHaveAttribute("aria-current");
  await evidence.click();
  await expect(evidence).toHaveAttribute("aria-current", "page");
});

test("the way back from sign-in leads to no other site", async ({ page }) => {
  await signInAsOwner(page);
  for (const back of ["//evil.example/x", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]) {
    await page.goto(`${baseUrl()}/sign-in?${new URLSearchParams({ back })}`);
    expect(new URL(page.url()).origin, back).toBe(new URL(baseUrl()).origin);
  }
});

test("the colours are the reader's from the first byte on, also on the page that all share", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${baseUrl()}/verify`);
  expect(await ground(page)).toBe(LIGHT);
  await page.getByRole("radio", { name: "Dark" }).check();
  expect(await ground(page)).toBe(DARK);
  for (const path of ["/", "/explorer", `/v/${UNKNOWN_ID}`, "/nowhere"]) {
    const answer = await page.request.get(`${baseUrl()}${path}`);
    expect(await answer.text(), path).toMatch(/<html [^>]*data-theme="dark"/);
    await page.goto(`${baseUrl()}${path}`);
    expect(await ground(page), path).toBe(DARK);
    await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  }
  await page.emulateMedia({ media: "print" });
  expect(await ground(page)).toBe("rgb(255, 255, 255)");
  await page.emulateMedia({ media: "screen", colorScheme: "dark" });
  await page.getByRole("radio", { name: "Light" }).check();
  expect(await ground(page)).toBe(LIGHT);
  await page.getByRole("radio", { name: "System" }).check();
  expect(await ground(page)).toBe(DARK);
  await page.reload();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
});

test("a link that takes its time shows that the page is coming, silently, until it is there", async ({ page }) => {
  await page.goto(`${baseUrl()}/`);
  await settled(page);
  const line = page.locator(".navigation-progress");
  await expect(line).toHaveCount(0);
  const gate = Promise.withResolvers<void>();
  await page.route(/\/explorer\?_rsc=/, async (route) => {
    await gate.promise;
    await route.continue();
  });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Explorer" }).click();
  await expect(line).toBeVisible();
  await expect(line).toHaveAttribute("aria-hidden", "true");
  gate.resolve();
  await page.waitForURL((url) => url.pathname === "/explorer");
  await expect(line).toHaveCount(0);
});

test("what is not there is a 404, whether one comes by its address or by a link", async ({ page }) => {
  for (const path of ["/nowhere", "/explorer/blocks/999999", "/explorer/entries/999999", `/v/${UNKNOWN_ID}`]) {
    const answer = await page.goto(`${baseUrl()}${path}`);
    expect(answer?.status(), path).toBe(404);
  }
});
