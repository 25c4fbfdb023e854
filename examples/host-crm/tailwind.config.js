/** @type {import('tailwindcss').Config} */
export default {
  content: ['./index.html', './src/**/*.{js,jsx}'],
  theme: { extend: { colors: { primary: { DEFAULT: '#004967', hover: '#00334d' } } } },
  plugins: [],
};
