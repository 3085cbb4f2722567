import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What axe finds on a page, once its title has come: Next sends that behind the page's beginning. */
export async function axeViolations(page: Page) {
  await expect(page).toHaveTitle(/./);
  // All rules, told in full only where they are violated; in the page itself, since no frame of another site is in it.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(true);
  return (await axe.analyze()).violations;
}
