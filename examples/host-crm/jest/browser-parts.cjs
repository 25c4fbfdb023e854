// What every browser has and jsdom leaves out.
globalThis.fetch ??= () => Promise.reject(new TypeError('There is no network in these tests.'));
globalThis.IS_REACT_ACT_ENVIRONMENT = true;
