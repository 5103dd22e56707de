// A server between the library and the real one, which alters what the test says and passes on the rest.

/** `lies` are functions by the name of a method: each gets the honest method and its arguments, and answers in its place. */
export function lying(server, lies) {
  return new Proxy(server, {
    get: (honest, name) => (...args) => {
      const lie = lies[name];
      return lie === undefined ? honest[name](...args) : lie((...other) => honest[name](...(other.length === 0 ? args : other)), ...args);
    },
  });
}

/** Counts the calls of each method, and keeps what was sent. */
export function listening(server) {
  const heard = [];
  return {
    heard,
    server: new Proxy(server, {
      get: (honest, name) => (...args) => {
        heard.push({ name, args });
        return honest[name](...args);
      },
    }),
  };
}
