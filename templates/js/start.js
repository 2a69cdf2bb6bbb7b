if (byId("page-data")) takeAddress();
