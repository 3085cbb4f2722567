/**
 * The offline verifier: the entry of the one HTML file that bin/steps/build-verifier.mjs makes. Nothing in it asks anybody
 * for anything; its own policy of content leaves it no way to.
 */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { VerifierApp } from "./verifier-app.tsx";

const root = document.getElementById("verifier");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <VerifierApp />
    </StrictMode>,
  );
}
