import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';
import App from './App.jsx';
import { SnackBarProvider } from './context/SnackBarContext.jsx';
import { ThemeProvider } from './context/ThemeContext.jsx';
import { store } from './store/index.js';
import './index.css';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Provider store={store}>
      <SnackBarProvider>
        <ThemeProvider>
          <App />
        </ThemeProvider>
      </SnackBarProvider>
    </Provider>
  </StrictMode>,
);
