import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What axe finds on a page, once its title has come: Next sends that behind the page's beginning. */
export async function axeViolations(page: Page) {
  await expect(page).toHaveTitle(/./);
  return (await new AxeBuilder({ page }).analyze()).violations;
}
