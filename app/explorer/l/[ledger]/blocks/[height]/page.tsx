/** A block of a further ledger. */
export { default, generateMetadata } from "../../../../blocks/[height]/page.tsx";
