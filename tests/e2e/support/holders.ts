/** Certificates for holders: issued by API from a signed-in page, and handed over by a link. */
import { expect, type Page } from "@playwright/test";
import { training } from "#lib/features/certificates/templates/drawing/gallery/training.ts";
import type { PredicateRule, TemplateField } from "#lib/features/certificates/templates/types.ts";
import { at, becomeIssuer } from "./certificates.ts";

export const HOLDER = "学员𠮷 Ελένη";
export const VALUES = {
  course: "Data structures 数据结构",
  began: "2026-06-01",
  ended: "2026-06-30",
  hours: "40",
  grade: "Merit",
};

/** As the page's own scripts ask: with its session, from its origin. */
// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
export async function post(page: Page, path: string, body: object): Promise<any> {
  return await page.evaluate(
    async ([address, sent]) => {
      const headers = { "content-type": "application/json" };
      return await (await fetch(address, { method: "POST", headers, body: sent })).json();
    },
    [`/api/v1${path}`, JSON.stringify(body)] as const,
  );
}

/** A published template of the gallery's training, with what its issuer is to work out, and fields besides. @returns its id */
export async function publishTraining(
  page: Page,
  { predicates, fields = [] }: { predicates?: PredicateRule[]; fields?: TemplateField[] } = {},
): Promise<string> {
  await becomeIssuer(page);
  const design = training("en");
  const document = { ...design, fields: [...design.fields, ...fields], ...(predicates ? { predicates } : {}) };
  const { id } = await post(page, "/templates", { name: "Training", document });
  const published = await post(page, `/templates/${id}/publish`, {});
  expect(published.publishedAt, JSON.stringify(published)).toBeTruthy();
  return id;
}

/** @returns the certificate's id */
export async function issueTo(page: Page, template: string, more: Record<string, string> = {}): Promise<string> {
  const values = { ...VALUES, ...more };
  const issued = await post(page, "/certificates?wait=60", { template, holderName: HOLDER, values });
  expect(issued.state, JSON.stringify(issued)).toBe("valid");
  return issued.id;
}

/** @returns the address of a claim link that the issuer hands over */
export async function handOver(page: Page, certificate: string): Promise<string> {
  await page.goto(at(`/certificates/${certificate}`));
  await page.getByRole("button", { name: "Make a link and a code" }).click();
  await expect(page.getByText("They are shown this once.")).toBeVisible();
  const html = await page.getByRole("main").innerHTML();
  return /https?:\/\/[^\s"'<>]+\/claim\/[A-Za-z0-9_-]+/.exec(html)?.[0] ?? "";
}

type Change = "Suspend" | "Resume" | "Revoke";

/** The issuer changes the status of a certificate, and sees the reason among what became of it. */
export async function change(page: Page, certificate: string, button: Change, reason: string): Promise<void> {
  await page.goto(at(`/certificates/${certificate}`));
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: button === "Revoke" ? "Revoke for good" : button }).click();
  await expect(page.getByRole("main").getByText(reason)).toBeVisible();
}
