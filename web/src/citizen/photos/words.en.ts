import type fr from "./words.fr.ts";

export default {
  photos: "Photographs",
  documents: "Documents",
  ofServices: "Documents of the services",
  pdf: (size: string) => `PDF, ${size}`,
} satisfies typeof fr;
