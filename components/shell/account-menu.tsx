"use client";

import { CircleUser } from "lucide-react";
import { type MouseEvent, type ReactNode, useId } from "react";

type AccountMenuProps = {
  /** What the button is for; for screen readers, before the name. */
  label: string;
  name: string;
  organisation: string;
  children: ReactNode;
};

/** A button with what belongs to the one who is signed in; the browser's own popover, which Escape and a press elsewhere close. */
export function AccountMenu({ label, name, organisation, children }: AccountMenuProps) {
  const id = useId();
  const closeOnLink = (event: MouseEvent<HTMLDivElement>) => {
    if (event.target instanceof Element && event.target.closest("a")) event.currentTarget.hidePopover();
  };
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className="-me-2 inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-md text-ink-soft hover:text-ink lg:me-0 lg:border-s lg:border-rule lg:ps-5 print:hidden"
      >
        <CircleUser aria-hidden="true" className="size-5 shrink-0" />
        <span className="sr-only max-w-52 text-start leading-tight lg:not-sr-only">
          <span className="sr-only">{label} </span>
          <bdi className="block truncate text-sm text-ink">{name}</bdi>{" "}
          <bdi className="block truncate text-xs">{organisation}</bdi>
        </span>
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the links in it, which are pressed by keyboard as well */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link pressed by keyboard clicks, too */}
      <div id={id} popover="auto" onClick={closeOnLink} className="header-menu">
        {children}
      </div>
    </>
  );
}
