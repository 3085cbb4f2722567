import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * What axe finds on a page, once its title has come: Next sends that behind the page's beginning.
 *
 * @param only these rules; all of them unless said
 */
export async function axeViolations(page: Page, only?: readonly string[]) {
  await expect(page).toHaveTitle(/./);
  // Whoever says what they see presses it: a rule that axe leaves off unless it is asked for (WCAG 2.5.3).
  const rules = { "label-content-name-mismatch": { enabled: true } };
  // All rules, told in full only where they are violated; in the page itself, since no frame of another site is in it.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"], rules }).setLegacyMode(true);
  if (only) axe.withRules([...only]);
  return (await axe.analyze()).violations;
}
