export default {
  title: "Guide de style",
  lights: { light: "clair", dark: "sombre" },
};
