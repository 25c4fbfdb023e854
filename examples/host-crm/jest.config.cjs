module.exports = {
  testEnvironment: 'jsdom',
  setupFiles: ['<rootDir>/jest/browser-parts.cjs'],
  transform: { '\\.jsx?$': '<rootDir>/jest/transform.cjs' },
  moduleNameMapper: { '\\.css$': '<rootDir>/jest/no-style.cjs' },
  // What is installed runs as it is: CommonJS.
  transformIgnorePatterns: ['/node_modules/'],
};
