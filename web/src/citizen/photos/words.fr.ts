/** What all pages with photographs and documents say alike. */
export default {
  photos: "Photos",
  documents: "Documents",
  ofServices: "Documents des services",
  pdf: (size: string) => `PDF, ${size}`,
};
