/** Words that stand above a column of a list and in no list as a name. */
export const headerWords = ['名称', '小程序名称', '公众号名称', '账号名称', 'name', 'appid', '小程序', '公众号']
