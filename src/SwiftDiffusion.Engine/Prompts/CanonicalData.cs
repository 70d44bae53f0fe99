namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// The Unicode 14 data behind <see cref="CanonicalComposition"/> (from UnicodeData.txt and CompositionExclusions.txt). Characters stand for
/// themselves unless they would vanish, attach to a neighbour or be normalised by an editor.
/// </summary>
internal static class CanonicalData
{
    /// <summary>Each entry: a second character, then (first character, composite) pairs.</summary>
    public static readonly string[] Composites =
    [
        "\u0300AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹЕЀИЍеѐиѝĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳἀἂἁἃἈἊἉἋἐἒ" +
            "ἑἓἘἚἙἛἠἢἡἣἨἪἩἫἰἲἱἳἸἺἹἻὀὂὁὃὈὊὉὋὐὒὑὓὙὛὠὢὡὣὨὪὩὫαὰεὲηὴιὶοὸυὺωὼΑᾺΕῈΗῊ᾿῍" +
            "ϊῒΙῚ῾῝ϋῢΥῪ¨῭ΟῸΩῺ",
        "\u0301AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿ¨΅ΑΆΕΈΗΉΙΊΟΌΥΎΩΏϊΐαάεέηήιίϋΰοόυύωώϒϓГЃКЌгѓкќÇḈçḉ" +
            "ĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứἀἄἁἅἈἌἉἍἐἔἑἕἘἜἙἝ" +
            "ἠἤἡἥἨἬἩἭἰἴἱἵἸἼἹἽὀὄὁὅὈὌὉὍὐὔὑὕὙὝὠὤὡὥὨὬὩὭ᾿῎῾῞",
        "\u0302AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ",
        "\u0303AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ",
        "\u0304AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳИӢиӣУӮуӯGḠgḡḶḸḷḹṚṜṛṝαᾱΑᾹιῑΙῙυῡΥῩ",
        "\u0306AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўЖӁжӂАӐаӑЕӖеӗȨḜȩḝẠẶạặαᾰΑᾸιῐΙῘυῠΥῨ",
        "\u0307CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋ" +
            "YẎyẏſẛ",
        "\u0308AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸΙΪΥΫιϊυϋϒϔЕЁІЇеёіїАӒаӓӘӚәӛЖӜжӝЗӞзӟИӤиӥОӦоӧӨӪөӫЭӬэӭУӰуӱЧӴчӵЫӸыӹHḦhḧÕṎõṏŪṺūṻWẄwẅXẌxẍ" +
            "tẗ",
        "\u0309AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ",
        "\u030AAÅaåUŮuůwẘyẙ",
        "\u030BOŐoőUŰuűУӲуӳ",
        "\u030CCČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ",
        "\u030FAȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕѴѶѵѷ",
        "\u0311AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ",
        "\u0313αἀΑἈεἐΕἘηἠΗἨιἰΙἸοὀΟὈυὐωὠΩὨρῤ",
        "\u0314αἁΑἉεἑΕἙηἡΗἩιἱΙἹοὁΟὉυὑΥὙωὡΩὩρῥΡῬ",
        "\u031BOƠoơUƯuư",
        "\u0323BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰ" +
            "ưựYỴyỵ",
        "\u0324UṲuṳ",
        "\u0325AḀaḁ",
        "\u0326SȘsșTȚtț",
        "\u0327CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ",
        "\u0328AĄaąEĘeęIĮiįUŲuųOǪoǫ",
        "\u032DDḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ",
        "\u032EHḪhḫ",
        "\u0330EḚeḛIḬiḭUṴuṵ",
        "\u0331BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ",
        "\u0338←↚→↛↔↮⇐⇍⇔⇎⇒⇏∃∄∈∉∋∌∣∤∥∦∼≁≃≄≅≇≈≉=≠≡≢≍≭<≮>≯≤≰≥≱≲≴≳≵≶≸≷≹≺⊀≻⊁⊂⊄⊃⊅" +
            "⊆⊈⊇⊉⊢⊬⊨⊭⊩⊮⊫⊯≼⋠≽⋡⊑⋢⊒⋣⊲⋪⊳⋫⊴⋬⊵⋭",
        "\u0342ἀἆἁἇἈἎἉἏἠἦἡἧἨἮἩἯἰἶἱἷἸἾἹἿὐὖὑὗὙὟὠὦὡὧὨὮὩὯαᾶ¨῁ηῆ᾿῏ιῖϊῗ῾῟υῦϋῧωῶ",
        "\u0345ἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἈᾈἉᾉἊᾊἋᾋἌᾌἍᾍἎᾎἏᾏἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗἨᾘἩᾙἪᾚἫᾛἬᾜ" +
            "ἭᾝἮᾞἯᾟὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὨᾨὩᾩὪᾪὫᾫὬᾬὭᾭὮᾮὯᾯὰᾲαᾳάᾴᾶᾷΑᾼὴῂηῃήῄῆῇΗῌὼῲωῳώῴῶῷ" +
            "Ωῼ",
        "\u0653اآ",
        "\u0654اأوؤيئەۀہۂےۓ",
        "\u0655اإ",
        "\u093Cनऩरऱळऴ",
        "\u09BE\u09C7\u09CB",
        "\u09D7\u09C7\u09CC",
        "\u0B3E\u0B47\u0B4B",
        "\u0B56\u0B47\u0B48",
        "\u0B57\u0B47\u0B4C",
        "\u0BBE\u0BC6\u0BCA\u0BC7\u0BCB",
        "\u0BD7ஒஔ\u0BC6\u0BCC",
        "\u0C56\u0C46\u0C48",
        "\u0CC2\u0CC6\u0CCA",
        "\u0CD5\u0CBF\u0CC0\u0CC6\u0CC7\u0CCA\u0CCB",
        "\u0CD6\u0CC6\u0CC8",
        "\u0D3E\u0D46\u0D4A\u0D47\u0D4B",
        "\u0D57\u0D46\u0D4C",
        "\u0DCA\u0DD9\u0DDA\u0DDC\u0DDD",
        "\u0DCF\u0DD9\u0DDC",
        "\u0DDF\u0DD9\u0DDE",
        "\u102Eဥဦ",
        "\u1B35ᬅᬆᬇᬈᬉᬊᬋᬌᬍᬎᬑᬒ\u1B3A\u1B3B\u1B3C\u1B3D\u1B3E\u1B40\u1B3F\u1B41\u1B42\u1B43",
        "\u3099かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジ" +
            "スズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ",
        "\u309Aはぱひぴふぷへぺほぽハパヒピフプヘペホポ",
        "\U000110BA\U00011099\U0001109A\U0001109B\U0001109C\U000110A5\U000110AB",
        "\U00011127\U00011131\U0001112E\U00011132\U0001112F",
        "\U0001133E\U00011347\U0001134B",
        "\U00011357\U00011347\U0001134C",
        "\U000114B0\U000114B9\U000114BC",
        "\U000114BA\U000114B9\U000114BB",
        "\U000114BD\U000114B9\U000114BE",
        "\U000115AF\U000115B8\U000115BA\U000115B9\U000115BB",
        "\U00011930\U00011935\U00011938",
    ];

    /// <summary>(composite, first, second) triples that come apart and are never put together again.</summary>
    public const string NeverComposed =
        "\u0344\u0308\u0301\u0958क\u093C\u0959ख\u093C\u095Aग\u093C\u095Bज\u093C\u095Cड\u093C\u095Dढ\u093C\u095Eफ\u093C\u095Fय\u093C" +
        "\u09DCড\u09BC\u09DDঢ\u09BC\u09DFয\u09BC\u0A33ਲ\u0A3C\u0A36ਸ\u0A3C\u0A59ਖ\u0A3C\u0A5Aਗ\u0A3C\u0A5Bਜ\u0A3C\u0A5Eਫ\u0A3C" +
        "\u0B5Cଡ\u0B3C\u0B5Dଢ\u0B3C\u0F43ག\u0FB7\u0F4Dཌ\u0FB7\u0F52ད\u0FB7\u0F57བ\u0FB7\u0F5Cཛ\u0FB7\u0F69ཀ\u0FB5\u0F73\u0F71\u0F72" +
        "\u0F75\u0F71\u0F74\u0F76\u0FB2\u0F80\u0F78\u0FB3\u0F80\u0F81\u0F71\u0F80\u0F93\u0F92\u0FB7\u0F9D\u0F9C\u0FB7" +
        "\u0FA2\u0FA1\u0FB7\u0FA7\u0FA6\u0FB7\u0FAC\u0FAB\u0FB7\u0FB9\u0F90\u0FB5\u2ADC⫝\u0338\uFB1Dי\u05B4\uFB1Fײ\u05B7" +
        "\uFB2Aש\u05C1\uFB2Bש\u05C2\uFB2C\uFB49\u05C1\uFB2D\uFB49\u05C2\uFB2Eא\u05B7\uFB2Fא\u05B8\uFB30א\u05BC\uFB31ב\u05BC" +
        "\uFB32ג\u05BC\uFB33ד\u05BC\uFB34ה\u05BC\uFB35ו\u05BC\uFB36ז\u05BC\uFB38ט\u05BC\uFB39י\u05BC\uFB3Aך\u05BC\uFB3Bכ\u05BC" +
        "\uFB3Cל\u05BC\uFB3Eמ\u05BC\uFB40נ\u05BC\uFB41ס\u05BC\uFB43ף\u05BC\uFB44פ\u05BC\uFB46צ\u05BC\uFB47ק\u05BC\uFB48ר\u05BC" +
        "\uFB49ש\u05BC\uFB4Aת\u05BC\uFB4Bו\u05B9\uFB4Cב\u05BF\uFB4Dכ\u05BF\uFB4Eפ\u05BF\U0001D15E\U0001D157\U0001D165" +
        "\U0001D15F\U0001D158\U0001D165\U0001D160\U0001D15F\U0001D16E\U0001D161\U0001D15F\U0001D16F\U0001D162\U0001D15F\U0001D170" +
        "\U0001D163\U0001D15F\U0001D171\U0001D164\U0001D15F\U0001D172\U0001D1BB\U0001D1B9\U0001D165\U0001D1BC\U0001D1BA\U0001D165" +
        "\U0001D1BD\U0001D1BB\U0001D16E\U0001D1BE\U0001D1BC\U0001D16E\U0001D1BF\U0001D1BB\U0001D16F\U0001D1C0\U0001D1BC\U0001D16F";

    /// <summary>(character, replacement) pairs.</summary>
    public const string Singletons =
        "\u0340\u0300\u0341\u0301\u0343\u0313\u0374ʹ\u037E;\u0387·\u1F71ά\u1F73έ\u1F75ή\u1F77ί\u1F79ό\u1F7Bύ\u1F7Dώ\u1FBBΆ\u1FBEι" +
        "\u1FC9Έ\u1FCBΉ\u1FD3ΐ\u1FDBΊ\u1FE3ΰ\u1FEBΎ\u1FEE΅\u1FEF`\u1FF9Ό\u1FFBΏ\u1FFD´\u2000\u2002\u2001\u2003\u2126Ω\u212AK\u212BÅ" +
        "\u2329〈\u232A〉";

    /// <summary>What U+F900, the next character and so on to U+FAD9 become; gaps stand for themselves.</summary>
    public const string CompatibilityIdeographs =
        "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓爐盧老蘆虜路露魯鷺碌祿綠" +
        "菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省葉說殺辰沈拾若掠略亮兩凉梁糧" +
        "良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈領例禮醴隸惡" +
        "了僚寮尿料樂燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘藺隣鱗麟林淋臨立" +
        "笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀\uFA0E\uFA0F塚\uFA11晴\uFA13\uFA14凞猪益礼神祥福靖精羽\uFA1F蘒\uFA21諸\uFA23" +
        "\uFA24逸都\uFA27\uFA28\uFA29飯飼館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁" +
        "署者臭艹艹著褐視謁謹賓贈辶逸難響頻恵𤋮舘\uFA6E\uFA6F並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒敖晴朗望" +
        "杖歹殺流滛滋漢瀞煮瞧爵犯猪瑱甆画瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶陼難靖韛響頋頻鬒龜𢡊𢡄𣏕" +
        "㮝䀘䀹𥉉𥳐𧻓齃龎";

    /// <summary>What U+2F800, the next character and so on to U+2FA1D become; gaps stand for themselves.</summary>
    public const string CompatibilityIdeographsSupplement =
        "丽丸乁𠄢你侮侻倂偺備僧像㒞𠘺免兔兤具𠔜㒹內再𠕋冗冤仌冬况𩇟凵刃㓟刻剆割剷㔕勇勉勤勺包匆北卉卑博即卽卿卿卿𠨬灰及叟𠭣叫叱吆咞吸" +
        "呈周咢哶唐啓啣善善喙喫喳嗂圖嘆圗噑噴切壮城埴堍型堲報墬𡓤売壷夆多夢奢𡚨𡛪姬娛娧姘婦㛮㛼嬈嬾嬾𡧈寃寘寧寳𡬘寿将当尢㞁屠屮峀岍𡷤" +
        "嵃𡷦嵮嵫嵼巡巢㠯巽帨帽幩㡢𢆃㡼庰庳庶廊𪎒廾𢌱𢌱舁弢弢㣇𣊸𦇚形彫㣣徚忍志忹悁㤺㤜悔𢛔惇慈慌慎慌慺憎憲憤憯懞懲懶成戛扝抱拔捐𢬌挽" +
        "拼捨掃揤𢯱搢揅掩㨮摩摾撝摷㩬敏敬𣀊旣書晉㬙暑㬈㫤冒冕最暜肭䏙朗望朡杞杓𣏃㭉柺枅桒梅𣑭梎栟椔㮝楂榣槪檨𣚣櫛㰘次𣢧歔㱎歲殟殺殻𣪍" +
        "𡴋𣫺汎𣲼沿泍汧洖派海流浩浸涅𣴞洴港湮㴳滋滇𣻑淹潮𣽞𣾎濆瀹瀞瀛㶖灊災灷炭𠔥煅𤉣熜𤎫爨爵牐𤘈犀犕𤜵𤠔獺王㺬玥㺸㺸瑇瑜瑱璅瓊㼛甤𤰶" +
        "甾𤲒異𢆟瘐𤾡𤾸𥁄㿼䀈直𥃳𥃲𥄙𥄳眞真真睊䀹瞋䁆䂖𥐝硎碌磌䃣𥘦祖𥚚𥛅福秫䄯穀穊穏𥥼𥪧𥪧竮䈂𥮫篆築䈧𥲀糒䊠糨糣紀𥾆絣䌁緇縂繅䌴𦈨𦉇" +
        "䍙𦋙罺𦌾羕翺者𦓚𦔣聠𦖨聰𣍟䏕育脃䐋脾媵𦞧𦞵𣎓𣎜舁舄辞䑫芑芋芝劳花芳芽苦𦬼若茝荣莭茣莽菧著荓菊菌菜𦰶𦵫𦳕䔫蓱蓳蔖𧏊蕤𦼬䕝䕡𦾱𧃒" +
        "䕫虐虜虧虩蚩蚈蜎蛢蝹蜨蝫螆䗗蟡蠁䗹衠衣𧙧裗裞䘵裺㒻𧢮𧥦䚾䛇誠諭變豕𧲨貫賁贛起𧼯𠠄跋趼跰𠣞軔輸𨗒𨗭邔郱鄑𨜮鄛鈸鋗鋘鉼鏹鐕𨯺開䦕" +
        "閷𨵷䧦雃嶲霣𩅅𩈚䩮䩶韠𩐊䪲𩒖頋頋頩𩖶飢䬳餩馧駂駾䯎𩬰鬒鱀鳽䳎䳭鵧𪃎䳸𪄅𪈎𪊑麻䵖黹黾鼅鼏鼖鼻𪘀";

    /// <summary>Canonical combining classes: "class: range range …", in hexadecimal except the class.</summary>
    public static readonly string[] CombiningClasses =
    [
        "1: 0334-0338 1CD4 1CE2-1CE8 20D2-20D3 20D8-20DA 20E5-20E6 20EA-20EB 10A39 16AF0-16AF4 1BC9E 1D167-1D169",
        "6: 16FF0-16FF1",
        "7: 093C 09BC 0A3C 0ABC 0B3C 0C3C 0CBC 1037 1B34 1BE6 1C37 A9B3 110BA 11173 111CA 11236 112E9 1133B-1133C 11446 114C3 115C0" +
            " 116B7 1183A 11943 11D42 1E94A",
        "8: 3099-309A",
        "9: 094D 09CD 0A4D 0ACD 0B4D 0BCD 0C4D 0CCD 0D3B-0D3C 0D4D 0DCA 0E3A 0EBA 0F84 1039-103A 1714-1715 1734 17D2 1A60 1B44" +
            " 1BAA-1BAB 1BF2-1BF3 2D7F A806 A82C A8C4 A953 A9C0 AAF6 ABED 10A3F 11046 11070 1107F 110B9 11133-11134 111C0 11235 112EA" +
            " 1134D 11442 114C2 115BF 1163F 116B6 1172B 11839 1193D-1193E 119E0 11A34 11A47 11A99 11C3F 11D44-11D45 11D97",
        "10: 05B0",
        "11: 05B1",
        "12: 05B2",
        "13: 05B3",
        "14: 05B4",
        "15: 05B5",
        "16: 05B6",
        "17: 05B7",
        "18: 05B8 05C7",
        "19: 05B9-05BA",
        "20: 05BB",
        "21: 05BC",
        "22: 05BD",
        "23: 05BF",
        "24: 05C1",
        "25: 05C2",
        "26: FB1E",
        "27: 064B 08F0",
        "28: 064C 08F1",
        "29: 064D 08F2",
        "30: 0618 064E",
        "31: 0619 064F",
        "32: 061A 0650",
        "33: 0651",
        "34: 0652",
        "35: 0670",
        "36: 0711",
        "84: 0C55",
        "91: 0C56",
        "103: 0E38-0E39",
        "107: 0E48-0E4B",
        "118: 0EB8-0EB9",
        "122: 0EC8-0ECB",
        "129: 0F71",
        "130: 0F72 0F7A-0F7D 0F80",
        "132: 0F74",
        "202: 0321-0322 0327-0328 1DD0",
        "214: 1DCE",
        "216: 031B 0F39 1D165-1D166 1D16E-1D172",
        "218: 1DFA 302A",
        "220: 0316-0319 031C-0320 0323-0326 0329-0333 0339-033C 0347-0349 034D-034E 0353-0356 0359-035A 0591 0596 059B 05A2-05A7 05AA" +
            " 05C5 0655-0656 065C 065F 06E3 06EA 06ED 0731 0734 0737-0739 073B-073C 073E 0742 0744 0746 0748 07F2 07FD 0859-085B" +
            " 0899-089B 08CF-08D3 08E3 08E6 08E9 08ED-08EF 08F6 08F9-08FA 0952 0F18-0F19 0F35 0F37 0FC6 108D 193B 1A18 1A7F 1AB5-1ABA" +
            " 1ABD 1ABF-1AC0 1AC3-1AC4 1ACA 1B6C 1CD5-1CD9 1CDC-1CDF 1CED 1DC2 1DCA 1DCF 1DF9 1DFD 1DFF 20E8 20EC-20EF A92B-A92D AAB4" +
            " FE27-FE2D 101FD 102E0 10A0D 10A3A 10AE6 10F46-10F47 10F4B 10F4D-10F50 10F83 10F85 1D17B-1D182 1D18A-1D18B 1E8D0-1E8D6",
        "222: 059A 05AD 1939 302D",
        "224: 302E-302F",
        "226: 1D16D",
        "228: 05AE 18A9 1DF7-1DF8 302B",
        "230: 0300-0314 033D-0344 0346 034A-034C 0350-0352 0357 035B 0363-036F 0483-0487 0592-0595 0597-0599 059C-05A1 05A8-05A9" +
            " 05AB-05AC 05AF 05C4 0610-0617 0653-0654 0657-065B 065D-065E 06D6-06DC 06DF-06E2 06E4 06E7-06E8 06EB-06EC 0730 0732-0733" +
            " 0735-0736 073A 073D 073F-0741 0743 0745 0747 0749-074A 07EB-07F1 07F3 0816-0819 081B-0823 0825-0827 0829-082D 0898" +
            " 089C-089F 08CA-08CE 08D4-08E1 08E4-08E5 08E7-08E8 08EA-08EC 08F3-08F5 08F7-08F8 08FB-08FF 0951 0953-0954 09FE 0F82-0F83" +
            " 0F86-0F87 135D-135F 17DD 193A 1A17 1A75-1A7C 1AB0-1AB4 1ABB-1ABC 1AC1-1AC2 1AC5-1AC9 1ACB-1ACE 1B6B 1B6D-1B73 1CD0-1CD2" +
            " 1CDA-1CDB 1CE0 1CF4 1CF8-1CF9 1DC0-1DC1 1DC3-1DC9 1DCB-1DCC 1DD1-1DF5 1DFB 1DFE 20D0-20D1 20D4-20D7 20DB-20DC 20E1 20E7" +
            " 20E9 20F0 2CEF-2CF1 2DE0-2DFF A66F A674-A67D A69E-A69F A6F0-A6F1 A8E0-A8F1 AAB0 AAB2-AAB3 AAB7-AAB8 AABE-AABF AAC1" +
            " FE20-FE26 FE2E-FE2F 10376-1037A 10A0F 10A38 10AE5 10D24-10D27 10EAB-10EAC 10F48-10F4A 10F4C 10F82 10F84 11100-11102" +
            " 11366-1136C 11370-11374 1145E 16B30-16B36 1D185-1D189 1D1AA-1D1AD 1D242-1D244 1E000-1E006 1E008-1E018 1E01B-1E021" +
            " 1E023-1E024 1E026-1E02A 1E130-1E136 1E2AE 1E2EC-1E2EF 1E944-1E949",
        "232: 0315 031A 0358 1DF6 302C",
        "233: 035C 035F 0362 1DFC",
        "234: 035D-035E 0360-0361 1DCD",
        "240: 0345",
    ];
}
