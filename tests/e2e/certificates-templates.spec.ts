/**
 * An author takes a design from the gallery, makes it their own with the mouse and without, sees the longest name fit, publishes, and
 * begins the next version; what cannot be used is refused with a reason and changes nothing.
 */
import { expect, type Locator, type Page, test } from "@playwright/test";
import { blank, drawing } from "#tests/infra/pictures/pictures.ts";
import { axeViolations } from "./support/axe.ts";
import { baseUrl } from "./support/installation.ts";
import { signInAsOwner } from "./support/owner.ts";

// Fonts of 14 MB and a canvas of 4 MB of script, on machines that are shared.
test.describe.configure({ timeout: 480_000 });

const PRIVATE_USE = "\ue863";

/** What axe finds in what is ours: the canvas itself is a mouse's, and everything it does is in the panel beside it. */
async function ownViolations(page: Page): Promise<unknown[]> {
  const violations = await axeViolations(page);
  const own = violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes
      .filter(({ html, target }) => !/pdfme|ant-btn|moveable/.test(`${target}${html}`))
      .map(({ html }) => html),
  }));
  return own.filter(({ nodes }) => nodes.length > 0);
}

const elementsOf = (page: Page): Locator => page.getByRole("list", { name: "Elements, the topmost first" });
const onCanvas = (page: Page, id: string): Locator => page.locator(`.template-canvas [title="${id}"]`).first();
const saved = (page: Page): Locator => page.getByRole("status").filter({ hasText: /^Saved at|^All changes are saved/ });

async function takeFromGallery(page: Page, name: string): Promise<void> {
  await page.goto(`${baseUrl()}/certificates/templates/gallery`);
  const picture = page.getByRole("img", { name: `${name}, English` });
  await picture.scrollIntoViewIfNeeded();
  expect(
    await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBeGreaterThan(300);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: `Use this: ${name}, English` }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}\/design$/);
}

/** Keeps back the canvas's script. @returns lets it come */
async function holdCanvas(page: Page): Promise<() => void> {
  const released = Promise.withResolvers<void>();
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes("pdfme-designer-canvas")) await released.promise;
    await route.fulfill({ response });
  });
  return released.resolve;
}

/** An author who is quicker than the canvas: what is chosen in the list stays chosen once it is there. */
async function changeText(page: Page, releaseCanvas: () => void): Promise<void> {
  const canvas = page.locator(".template-canvas");
  const chosen = elementsOf(page).locator("[aria-pressed=true]");
  await elementsOf(page).getByRole("button", { name: "Text: Certificate of Training", exact: true }).click();
  await expect(chosen).toHaveText("Text: Certificate of Training");
  await expect(page.getByText("Opening the page…")).toBeVisible();
  releaseCanvas();
  await expect(canvas.locator(".pdfme-designer-canvas")).toBeVisible();
  await expect(canvas.locator(".moveable-control").first()).toBeVisible();
  await expect(chosen).toHaveText("Text: Certificate of Training");
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("Certificate of the Winter School");
  await expect(canvas.getByText("Certificate of the Winter School")).toBeVisible();
  await expect(chosen).toHaveText("Text: Certificate of the Winter School");
}

async function addField(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Fields" }).click();
  await page.getByRole("button", { name: "Add a field" }).click();
  const field = page.locator("details").last();
  await field.locator("summary").click();
  await field.getByLabel("Label in Chinese").fill("班级");
  await field.getByLabel("Label in English").fill("Class");
  await field.getByLabel("Name for programs").fill("Class Name");
  await expect(field.getByRole("alert")).toContainText("a to z, digits");
  await expect(page.getByRole("status").filter({ hasText: "Not saved" })).toBeVisible();
  await field.getByLabel("Name for programs").fill("class_name");
  await page.getByRole("tab", { name: "Elements" }).click();
}

test("a design is taken, changed, seen with the longest name, published, and begun anew", async ({ page }) => {
  await signInAsOwner(page);
  const releaseCanvas = await holdCanvas(page);
  await takeFromGallery(page, "Training");
  await changeText(page, releaseCanvas);

  await addField(page);
  await page.getByRole("button", { name: "Text", exact: true }).click();
  const text = page.getByRole("textbox", { name: "Text", exact: true });
  // The panel is the new element's by now.
  await expect(text).not.toHaveValue("Certificate of the Winter School");
  await text.fill("");
  await page.getByRole("combobox", { name: "Value", exact: true }).selectOption({ label: "Class" });
  await page.getByRole("button", { name: "Insert", exact: true }).click();
  await expect(page.locator(".template-canvas").getByText("Class", { exact: true })).toBeVisible();

  // The form moves it on the canvas; how the mouse does is the canvas's own.
  await expect(onCanvas(page, "text-1")).toBeVisible();
  const before = Number(await page.getByLabel("From the top").inputValue());
  await page.getByLabel("From the top").fill(String(before + 8));
  await page.getByLabel("From the top").press("Enter");
  await expect(page.getByLabel("From the top")).toHaveValue(String(before + 8));
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByLabel("From the top")).toHaveValue(String(before));
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(page.getByLabel("From the top")).toHaveValue(String(before + 8));
  await expect(saved(page)).toBeVisible();
  expect(await ownViolations(page)).toEqual([]);

  await seeLongest(page);
  await publish(page);
});

async function seeLongest(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByRole("radio", { name: "The longest values" }).check();
  const picture = page.getByRole("img", { name: "The certificate with these values" });
  await expect(picture).toBeVisible();
  await expect(page.getByText("Everything fits, and every character can be printed.")).toBeVisible();
  expect(
    await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBeGreaterThan(300);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as PDF" }).click();
  expect((await download).suggestedFilename()).toBe("preview.pdf");
  expect(await ownViolations(page)).toEqual([]);

  await page.getByRole("radio", { name: "Your own values" }).check();
  await page.getByRole("textbox", { name: "Holder’s name" }).fill(`龙${PRIVATE_USE}`);
  const faults = page.getByRole("alert").filter({ hasText: "keeps this certificate from being issued" });
  await expect(faults).toContainText("private-use character");
  await expect(faults).toContainText("U+E863");
  await expect(faults).toContainText("䶮");
}

async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Done with version 1" }).click();
  await page.waitForURL(/\/certificates\/templates\/[0-9a-f-]{36}$/);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("In use for new batches")).toBeVisible();

  await page.getByRole("link", { name: "New version" }).click();
  await expect(page.getByRole("button", { name: "Done with version 2" })).toBeVisible();
  await page.getByRole("tab", { name: "Page" }).click();
  await page.getByLabel("Name of the template").fill("Winter school 2026");
  await page.getByRole("tab", { name: "Credential" }).click();
  await page.getByLabel("Achievement").fill("Winter school");
  await expect(page.getByRole("status").filter({ hasText: /^Saved at/ })).toBeVisible();
  await page.getByRole("button", { name: "Done with version 2" }).click();
  await expect(page.getByRole("button", { name: "Publish version 2" })).toBeVisible();
  await page.goto(`${baseUrl()}/certificates/templates?q=winter&state=published`);
  await expect(page.getByRole("link", { name: "Winter school 2026" })).toBeVisible();
  await expect(page.getByText("Draft of version 2")).toBeVisible();
  await page.goto(`${baseUrl()}/certificates/templates?q=nothing-like-this`);
  await expect(page.getByText("No template fits")).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
}

async function choosePicture(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.getByRole("group", { name: "Add to the page" }).locator('input[type="file"]').setInputFiles(file);
}

test("files that are no pictures of ours, and letters that nobody can print, are refused and change nothing", async ({
  page,
}) => {
  await signInAsOwner(page);
  await takeFromGallery(page, "Diploma");
  const count = await elementsOf(page).getByRole("listitem").count();
  const problem = page.getByRole("alert");
  await choosePicture(page, { name: "a.svg", mimeType: "image/svg+xml", buffer: drawing({ width: 80, height: 80 }) });
  await expect(problem.filter({ hasText: "PNG" })).toBeVisible();
  await choosePicture(page, { name: "a.png", mimeType: "image/png", buffer: Buffer.alloc(9 * 1024 * 1024, 7) });
  await expect(problem.filter({ hasText: "MiB" })).toBeVisible();
  expect(await elementsOf(page).getByRole("listitem").count()).toBe(count);
  await choosePicture(page, { name: "a.png", mimeType: "image/png", buffer: await blank("#335577") });
  await expect(elementsOf(page).getByRole("listitem")).toHaveCount(count + 1);
  await expect(problem.filter({ hasText: "MiB" })).toHaveCount(0);

  await page.getByRole("textbox", { name: "What it shows" }).fill("A blue field");
  await expect(saved(page)).toBeVisible();
  // Somebody else saves: nothing of theirs is overwritten.
  const id = new URL(page.url()).pathname.split("/")[3];
  const other = await page.context().newPage();
  await other.goto(`${baseUrl()}/certificates/templates/${id}/design`);
  await other.getByRole("tab", { name: "Page" }).click();
  await other.getByLabel("Name of the template").fill("Theirs");
  await other.getByRole("combobox", { name: "Orientation" }).selectOption("Portrait");
  await expect(other.getByRole("status").filter({ hasText: /^Saved at/ })).toBeVisible();
  await other.close();
  await page.getByRole("tab", { name: "Credential" }).click();
  await page.getByLabel("Achievement").fill("Mine");
  await expect(page.getByRole("alert").filter({ hasText: "Somebody else has saved this draft" })).toBeVisible();
  expect(await ownViolations(page)).toEqual([]);
});
