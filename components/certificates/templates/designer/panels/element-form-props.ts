import type { TemplateElement } from "#lib/features/certificates/templates/types.ts";

/** What the forms of all kinds are given. */
export interface ElementFormProps<Element extends TemplateElement> {
  element: Element;
  /** @param member what is changed: letters typed into it are one step */
  set: (change: Partial<Record<string, unknown>>, member?: string) => void;
  problem: (member: string) => string | undefined;
}
